import type { Readable } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import type { Connection, Ending } from './connection'
import { LineSplitter } from './line-splitter'
import type { OutputLimit } from './output-limit'

/** sudo with a broken name resolution answers after 10 s and more; beyond this it will not. Less than any script has. */
const SUDO_PATIENCE_MS = 45_000

export interface RemoteCommand {
  readonly command: string
  /** The sudo password; written first. */
  readonly password?: string | undefined
  /** Everything after `::begin`. */
  readonly input: string | Readable
  readonly onLine: (line: string, stream: 'out' | 'err') => void
  readonly signal: AbortSignal
  /** Undefined, or a promise to wait for before more output is read. */
  readonly room?: Room | undefined
  /** How much it may print, both streams together, before it is cut off. */
  readonly limit: OutputLimit
}

/** Where output goes may be full: then the machine's program waits, and nobody's memory fills. */
export type Room = () => Promise<void> | undefined

export interface CommandOutcome {
  /** `undefined` when the connection broke, or a signal killed the command. */
  readonly status: number | undefined
  readonly killedBy: string | undefined
  /** Process id of the script on the machine; `undefined` when it never began. */
  readonly pid: number | undefined
  readonly askedSudo: boolean
  /** How often sudo asked for the password. */
  readonly passwordAsked: number
  /** What was said on standard output before the script began: by the launcher, start-up files, a forced command. */
  readonly before: readonly string[]
  /** From asking sudo to its letting us in. */
  readonly sudoMs: number
  /** Last lines of standard error. */
  readonly errors: readonly string[]
}

/** Called with the process id as soon as the script begins: what to stop when somebody aborts. */
export type OnBegin = (pid: number) => void

/**
 * Runs a command made by `launchCommand` over a connection. It is fed only once its process id is known: so whoever
 * aborts can stop what began, and what never told its id never began. Resolves when the channel has closed, whatever
 * the outcome. When the signal aborts, the channel is closed and this rejects with the reason; the process may live on.
 */
export async function runCommand(
  connection: Connection,
  options: RemoteCommand,
  onBegin: OnBegin = () => undefined,
): Promise<CommandOutcome> {
  const { signal, password } = options
  const { channel, ending } = await connection.exec(options.command, signal)
  const errors: string[] = []
  let pid: number | undefined
  const before: string[] = []
  let passwordAsked = 0
  let sudoAskedAt: number | undefined
  let sudoMs = 0

  const feed = () => {
    channel.write('::begin\n')
    if (typeof options.input === 'string') channel.end(options.input)
    else options.input.on('error', () => channel.close()).pipe(channel)
  }
  const onOut = (line: string) => {
    if (pid !== undefined) return options.onLine(line, 'out')
    // Before the script begins, only the launcher's own lines count: a login's start-up files may print anything, also
    // without ending the line.
    if (line.endsWith('::sudo')) sudoAskedAt = performance.now()
    const ready = /::ready (\d+)$/.exec(line)
    if (ready === null) {
      if (!line.endsWith('::sudo') && before.length < 20) before.push(line.slice(0, 300))
      return
    }
    pid = Number(ready[1])
    if (sudoAskedAt !== undefined) sudoMs = performance.now() - sudoAskedAt
    clearTimeout(patience)
    if (signal.aborted) return
    onBegin(pid)
    feed()
  }
  const onErr = (line: string) => {
    if (pid === undefined && line.includes('::password')) {
      passwordAsked += 1
      // It did not take the one that it had, in whatever words. It would ask again, seconds each: give it nothing more.
      if (passwordAsked > 1) channel.end()
      return
    }
    errors.push(line)
    if (errors.length > 20) errors.shift()
    if (pid !== undefined) options.onLine(line, 'err')
    // Versions of sudo with a prompt of their own say so in words.
    else if (/try again|incorrect password/i.test(line)) channel.end()
  }
  const patience = setTimeout(() => channel.end(), SUDO_PATIENCE_MS)

  const closed = watch(channel, ending, onOut, onErr, options)
  if (password !== undefined) channel.write(`${password}\n`)
  try {
    const { status, killedBy } = await closed
    return { status, killedBy, pid, askedSudo: sudoAskedAt !== undefined, passwordAsked, before, sudoMs, errors }
  } finally {
    clearTimeout(patience)
  }
}

function watch(
  channel: ClientChannel,
  ending: Ending,
  onOut: (line: string) => void,
  onErr: (line: string) => void,
  { signal, room = () => undefined, limit }: RemoteCommand,
): Promise<Ending> {
  const out = new LineSplitter(onOut)
  const err = new LineSplitter(onErr)
  let bytes = 0
  for (const [source, lines] of [
    [channel, out],
    [channel.stderr, err],
  ] as const) {
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit.bytes) {
        limit.exceeded()
        return
      }
      lines.write(chunk)
      const full = room()
      if (full === undefined) return
      source.pause()
      void full.then(() => source.resume())
    })
  }
  // Writing to a command that has ended already is no news: its exit status tells.
  channel.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      channel.close()
      reject(signal.reason)
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    channel.once('close', () => {
      signal.removeEventListener('abort', onAbort)
      out.end()
      err.end()
      resolve(ending)
    })
  })
}
