import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** The folder of the scripts that run on machines; BUZZCRATE_ROOT is the installed program's folder. */
export const scriptFolder = (): string =>
  path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'remote', 'scripts')

const texts = new Map<string, Promise<string>>()

/** The text of `lib/remote/scripts/<name>.sh`, read once. Throws when there is no such file: a bug. */
export function scriptText(name: string): Promise<string> {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`not a script's name: ${name}`)
  let text = texts.get(name)
  if (text === undefined) {
    text = readFile(path.join(scriptFolder(), `${name}.sh`), 'utf8')
    texts.set(name, text)
  }
  return text
}
