import path from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '@/lib/core/errors'
import { buildImage } from './build-image'
import { listDemos } from './list-demos'

const USAGE = `usage: npm run demos -- build [DEMO …] --out DIR
Builds images from scratch, for amd64 and arm64, and writes them as archives: one an architecture, which the catalogue's
page takes, and one of both, for registries (skopeo copy oci-archive:FILE docker://…).`

/** `npm run demos -- build [DEMO …] --out DIR`. Sets the exit code. */
export async function demosCommand(args: readonly string[]): Promise<void> {
  const demosDir = path.resolve(import.meta.dirname, '..')
  const known = listDemos(demosDir)
  const read = () =>
    parseArgs({ args: [...args], options: { out: { type: 'string' } }, allowPositionals: true, strict: true })
  let given: ReturnType<typeof read>
  try {
    given = read()
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  const [command, ...demos] = given.positionals
  if (command !== 'build' || given.values.out === undefined) return wrong(`The demos are ${known.join(', ')}.`)
  const signal = new AbortController()
  process.once('SIGINT', () => signal.abort(new AppError('stopped', { userMessage: 'Stopped.' })))
  try {
    for (const demo of demos.length > 0 ? demos : known) {
      const onLine = (line: string) => console.log(`... ${line}`)
      const { files, multiArch } = await buildImage({ demo, outDir: given.values.out, onLine, signal: signal.signal })
      for (const file of [...files, multiArch])
        console.log(`${file.sha256}  ${file.path}  ${file.bytes} bytes  ${file.ref}`)
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.userMessage)
    if (error.message !== error.userMessage) console.error(error.message)
    process.exitCode = 1
  }
}

function wrong(why: string): void {
  console.error(`${USAGE}\n${why}`)
  process.exitCode = 2
}
