import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@/lib/core/errors'
import { type ImagingProgram, PROGRAM_PATH, programPath } from './programs'

const MOST_OUTPUT_BYTES = 16 * 1024 * 1024
/** Of what a program said last, for the log. */
const LAST_WORDS_BYTES = 2000

export interface ProgramOptions {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Unix time that file systems, archives and tables are stamped with. */
  readonly timeS?: number
  readonly stdin?: string | Readable
  /** Exit codes that are no failure; 0 when left out. */
  readonly fine?: readonly number[]
  readonly folder?: string
  /** Beside those that every program gets. */
  readonly env?: Readonly<Record<string, string>>
  /** Takes standard output as it comes, instead of keeping it. */
  readonly stdout?: (output: Readable) => Promise<void>
}

export interface ProgramResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Runs a program by its arguments, never by a shell, with an environment of its own: English, UTC, reproducible times.
 * @throws AppError `image-tools-missing`, `image-program-failed` (its last words in the details), or the signal's reason
 */
export async function runProgram(
  program: ImagingProgram,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const file = programPath(program)
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const child = spawn(file, args, {
    signal: AbortSignal.any([options.signal, timeout]),
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    env: {
      PATH: PROGRAM_PATH,
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
      HOME: '/nonexistent',
      MTOOLS_SKIP_CHECK: '1',
      NODE_ENV: process.env.NODE_ENV,
      ...(options.timeS === undefined
        ? {}
        : { SOURCE_DATE_EPOCH: String(options.timeS), E2FSPROGS_FAKE_TIME: String(options.timeS) }),
      ...options.env,
    },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? -1))
  })
  const output = options.stdout?.(child.stdout) ?? undefined
  const outcomes = await Promise.allSettled([
    ended,
    feed(child.stdin, options.stdin),
    output ?? keep(child.stdout, 'end'),
    keep(child.stderr, 'rest'),
  ])
  options.signal.throwIfAborted()
  const [code, fed, stdout, stderr] = outcomes
  const words = stderr.status === 'fulfilled' ? stderr.value.toString('utf8') : ''
  // What was wrong with its input says more than that it could do nothing with the rest.
  if (fed.status === 'rejected' && fed.reason instanceof AppError) throw fed.reason
  // As little can be done by a program whose output nobody takes any more.
  if (stdout.status === 'rejected' && saysWhy(stdout.reason)) throw stdout.reason
  if (timeout.aborted) throw failed(program, 'took too long', words)
  if (code.status === 'rejected') throw code.reason
  if (!(options.fine ?? [0]).includes(code.value)) throw failed(program, `ended with ${code.value}`, words)
  if (fed.status === 'rejected') throw fed.reason
  if (stdout.status === 'rejected') throw stdout.reason
  return { code: code.value, stdout: stdout.value ?? Buffer.alloc(0), stderr: words }
}

const saysWhy = (reason: unknown): boolean =>
  reason instanceof AppError || (reason instanceof Error && 'code' in reason && reason.code === 'ENOSPC')

/** What is written to it. A program that reads no further is judged by its exit code. */
async function feed(stdin: Writable, input: string | Readable | undefined): Promise<void> {
  const closed = (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE'
  if (input === undefined || typeof input === 'string') {
    stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (!closed(error)) throw error
    })
    stdin.end(input)
    return
  }
  try {
    await pipeline(input, stdin)
  } catch (error) {
    if (!(error instanceof Error && closed(error))) throw error
  }
}

async function keep(output: Readable, over: 'end' | 'rest'): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of output) {
    bytes += chunk.length
    if (bytes <= MOST_OUTPUT_BYTES) chunks.push(chunk)
    else if (over === 'end') throw new AppError('image-program-failed', { userMessage: 'A program said far too much.' })
  }
  return Buffer.concat(chunks)
}

function failed(program: string, how: string, words: string): AppError {
  const last = words.slice(-LAST_WORDS_BYTES).trim()
  const full = /no space left/i.test(words)
  if (full)
    return new AppError('image-disk-full', {
      message: `${program}: ${last}`,
      userMessage: 'The disk of the panel is full. Remove old images, then retry.',
      retryable: false,
    })
  return new AppError('image-program-failed', {
    message: `${program} ${how}: ${last}`,
    userMessage: `${program} ${how}${last === '' ? '' : `: ${last.split('\n').at(-1)}`}`,
    details: { program, last },
  })
}
