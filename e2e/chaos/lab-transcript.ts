import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import type { LabHost } from '@/e2e/lab/hosts/lab-host'
import { LineSplitter } from '@/lib/remote/line-splitter'
import { parseResult } from '@/lib/remote/results'
import type { Exchange } from './exchange'

const FOLDER = '/opt/transcript'
const SCRIPTS = path.resolve(import.meta.dirname, '../../lib/remote/scripts')

/** From now on the host keeps a copy of what every command over SSH prints. */
export async function keepTranscript(host: LabHost): Promise<void> {
  await host.mustExec(`mkdir -p ${FOLDER}/kept && chmod 1777 ${FOLDER}/kept`)
  const program = path.join(host.root, FOLDER, 'keep')
  await copyFile(path.join(import.meta.dirname, 'keep-transcript.pl'), program)
  await host.mustExec(
    `chmod 755 ${FOLDER}/keep && echo 'ForceCommand ${FOLDER}/keep' >/etc/ssh/sshd_config.d/60-transcript.conf && systemctl restart ssh`,
  )
  await host.waitUntilUp()
}

/** What a host printed so far, script by script. What is not one of our scripts is left out when it printed nothing. */
export function readLabTranscript(host: LabHost, machineId: string): readonly Exchange[] {
  const folder = path.join(host.root, FOLDER, 'kept')
  return readdirSync(folder).flatMap((file) => {
    if (!file.endsWith('.begun')) return []
    const base = path.join(folder, file.slice(0, -'.begun'.length))
    const read = (end: string) => (existsSync(`${base}.${end}`) ? readFileSync(`${base}.${end}`) : Buffer.alloc(0))
    const out = printedBy(read('out'))
    const err = linesOf(read('err'))
    const script = scriptIn(read('in').toString('utf8')) ?? 'an unknown command'
    const beganAt = statSync(`${base}.begun`).mtimeMs
    return { machineId, script, beganAt, out, err, ended: existsSync(`${base}.ended`) }
  })
}

/** The lines of a script: what stands before its `::ready` is the launcher's, and results are no output. */
export function printedBy(bytes: Buffer): readonly string[] {
  const lines = linesOf(bytes)
  const begin = lines.findIndex((line) => line.startsWith('::ready '))
  return begin < 0 ? [] : lines.slice(begin + 1).filter((line) => parseResult(line) === undefined)
}

function linesOf(bytes: Buffer): readonly string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  splitter.write(bytes)
  splitter.end()
  return lines
}

const headers = new Map(
  readdirSync(SCRIPTS).flatMap((file) => {
    const [, header] = readFileSync(path.join(SCRIPTS, file), 'utf8').split('\n')
    return file.endsWith('.sh') && header !== undefined ? [[path.basename(file, '.sh'), header] as const] : []
  }),
)

/** The script that a standard input holds; of one that runs in a unit, the inner one. */
export function scriptIn(input: string): string | undefined {
  const plain = input.replaceAll("'\\''", "'")
  const found = [...headers].flatMap(([name, header]) => (plain.includes(header) ? [name] : []))
  return found.find((name) => name !== 'run-unit') ?? found[0]
}
