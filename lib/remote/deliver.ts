import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { DeliverableFile, DeliverOptions, RunScriptOptions } from '@/lib/ports/remote-host'
import type { Whom } from './connect-failure'
import type { FileServer } from './file-server'
import { cuttingOff } from './output-limit'
import { fetchFile } from './own-scripts'
import { runCommand } from './run-command'
import { runScript } from './run-script'
import { scriptFailure } from './script-failure'
import { scriptText } from './script-files'
import { launchCommand } from './script-program'
import { ScriptResults } from './script-results'
import type { SshLink } from './ssh-link'

/** What is written to the machine, and where. */
interface Parcel {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  readonly remotePath: string
  readonly mode: number
  readonly open: () => Readable
}

/** What a run has learnt about the ways to a machine. */
export interface Ways {
  /** The machine could not fetch from us: do not let it try, and wait, again. */
  cannotFetch: boolean
}

/** Skips a file that is there, else lets the machine fetch it, else pushes it. Resolves with whether bytes were sent. */
export async function deliverFile(
  link: SshLink,
  files: FileServer | undefined,
  ways: Ways,
  file: DeliverableFile,
  remotePath: string,
  options: DeliverOptions,
): Promise<boolean> {
  const state = await fetched(link, ways.cannotFetch ? undefined : files, file, remotePath, options)
  if (state !== 'push') return state === 'fetched'
  ways.cannotFetch = true
  const open = () => createReadStream(file.path, { highWaterMark: 1 << 18 })
  await push(link, { ...file, remotePath, mode: 0o644, open }, options, options.onProgress)
  return true
}

/** Writes a short text, e.g. a configuration with a secret in it: neither the log nor any argument list sees it. */
export async function deliverText(
  link: SshLink,
  text: string,
  remotePath: string,
  mode: number,
  options: RunScriptOptions,
): Promise<void> {
  const data = Buffer.from(text)
  const sha256 = createHash('sha256').update(data).digest('hex')
  const open = () => Readable.from([data])
  await push(link, { name: remotePath, sha256, bytes: data.length, remotePath, mode, open }, options)
}

async function fetched(
  link: SshLink,
  files: FileServer | undefined,
  file: DeliverableFile,
  remotePath: string,
  options: DeliverOptions,
): Promise<'present' | 'fetched' | 'push'> {
  const connection = await link.connection(options.signal)
  const offer = await files?.offer(file, connection.remoteAddress, (sent) => options.onProgress?.(sent))
  const env = {
    DEST: remotePath,
    SHA256: file.sha256,
    BYTES: String(file.bytes),
    URL: offer?.url(connection.localAddress) ?? '',
    NOTE: options.noteAt ?? '',
  }
  try {
    const { state } = await runScript(link, fetchFile, env, options)
    return state
  } catch (error) {
    throw roomInWords(link.whom, file.name, remotePath, error)
  } finally {
    offer?.withdraw()
  }
}

const RECEIVE_RESULTS: ReadonlySet<string> = new Set(['neededBytes', 'freeBytes'])

/** Statuses of receive-file.sh. */
const EXITS = {
  28: { code: 'host-disk-full', userMessage: 'There is no room on {machine}.' },
  65: {
    code: 'host-file-corrupt',
    userMessage: 'A file arrived damaged on {machine}: its checksum is wrong. Nothing was installed from it.',
    retryable: true,
  },
}

async function push(
  link: SshLink,
  parcel: Parcel,
  options: RunScriptOptions,
  onProgress: (sentBytes: number) => void = () => undefined,
): Promise<void> {
  const [launcher, program, password] = await Promise.all([
    scriptText('launch'),
    scriptText('receive-file'),
    link.password(),
  ])
  const results = new ScriptResults(RECEIVE_RESULTS)
  const cutOff = new AbortController()
  const connection = await link.connection(options.signal)
  const outcome = await runCommand(connection, {
    command: launchCommand(launcher, { as: 'root', withPassword: password !== undefined, program }),
    password,
    input: body(parcel, onProgress),
    onLine: (line, stream) => {
      if (!results.take(line)) options.onLine(line, stream)
    },
    signal: AbortSignal.any([options.signal, cutOff.signal]),
    limit: cuttingOff(connection, link.whom, link.outputBytes, (reason) => cutOff.abort(reason)),
  })
  const ended = {
    name: 'receive-file',
    exits: EXITS,
    outcome,
    results: results.values(),
    withPassword: password !== undefined,
  }
  const failure = scriptFailure(link.whom, ended)
  if (failure !== undefined) throw roomInWords(link.whom, parcel.name, parcel.remotePath, failure)
}

/** The four lines that receive-file.sh reads, then the bytes. */
function body(parcel: Parcel, onProgress: (sentBytes: number) => void): Readable {
  const header = `${parcel.remotePath}\n${parcel.sha256}\n${parcel.bytes}\n${parcel.mode.toString(8)}\n`
  if (parcel.remotePath.includes('\n')) throw new Error('a path with a newline')
  let sent = 0
  const counted = new Transform({
    highWaterMark: 1 << 18,
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length
      onProgress(sent)
      done(null, chunk)
    },
    flush: (done) => done(),
  })
  counted.push(header)
  const source = parcel.open()
  source.on('error', (error) => counted.destroy(error))
  counted.on('close', () => source.destroy())
  return source.pipe(counted)
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1_048_576).toLocaleString('en')} MiB`

function freeInWords(bytes: number): string {
  const whole = Math.floor(bytes / 1_048_576)
  return whole === 0 ? 'nothing is free' : `only ${whole.toLocaleString('en')} MiB are free`
}

/** `host-disk-full` with both figures in its sentence; any other error as it is. */
function roomInWords(whom: Whom, file: string, remotePath: string, error: unknown): unknown {
  if (!(error instanceof AppError && error.code === 'host-disk-full')) return error
  const results = error.details['results']
  const figure = (key: string): number => {
    if (typeof results !== 'object' || results === null || Array.isArray(results)) return 0
    return Number(Object.entries(results).find(([name]) => name === key)?.[1] ?? 0)
  }
  const [neededBytes, freeBytes] = [figure('neededBytes'), figure('freeBytes')]
  const folder = remotePath.slice(0, Math.max(1, remotePath.lastIndexOf('/')))
  return hostFailure('host-disk-full', {
    message: error.message,
    userMessage:
      `The disk of ${whom.name} is full: ${file} needs ${mebibytes(neededBytes)}, but ${freeInWords(freeBytes)} ` +
      `at ${folder}. Free some space on it (for example: sudo apt-get clean; sudo journalctl --vacuum-size=50M) and retry.`,
    details: { machine: whom.name, file, folder, neededBytes, freeBytes },
    cause: error,
  })
}
