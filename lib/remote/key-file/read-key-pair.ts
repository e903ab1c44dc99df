import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError, type Failure } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'
import { log } from '@/lib/core/log'
import type { KeyPair } from '../key-pair'
import { harmlessText } from './open-key-pair'

/** A board needs some 200 ms for one of the 256 rounds that a key may ask for. */
const DEADLINE_MS = 60_000
/** Megabytes of JavaScript's memory; what OpenSSL takes beside it is bounded by assertAffordable. */
const MEMORY_MB = 96

/** What the process is told; see workers/read-key.ts. */
export const KeyQuestion = z.object({ text: z.string(), passphrase: z.string().optional(), comment: z.string() })
export type KeyQuestion = z.infer<typeof KeyQuestion>

/** What it says. */
export type KeyAnswer = { readonly pair: KeyPair } | { readonly failure: Failure }

const Answer = z.union([
  z.object({ pair: z.object({ privateKey: z.string(), publicKey: z.string(), fingerprint: z.string() }) }),
  z.object({
    failure: z.object({
      code: z.string(),
      message: z.string(),
      userMessage: z.string(),
      details: z.record(z.string(), z.json()),
    }),
  }),
])

/** Each key that is opened takes a processor for as long as its rounds last: one person has one of the two at most. */
const turns = fairQueue('keys', { places: 2, aPerson: 1, mostWaiting: 8, refusal: () => busy() })

export interface ReadKeyOptions {
  /** Who asks: people's keys are opened in turn. */
  readonly person: string
  readonly deadlineMs?: number
}

/**
 * Reads a private key of a stranger: OpenSSH, PEM or PKCS#8 text, with its passphrase where it has one; the answer has none
 * any more. Its header is judged first, and what then computes does so in a process of its own, with bounds for time
 * and memory: whatever the text is, this process goes on answering.
 * @throws AppError what `openKeyPair` throws, and `key-reader-busy`
 */
export async function readKeyPair(
  text: string,
  passphrase: string | undefined,
  comment: string,
  { person, deadlineMs = DEADLINE_MS }: ReadKeyOptions,
): Promise<KeyPair> {
  const harmless = harmlessText(text)
  const question = { text: harmless, ...(passphrase === undefined ? {} : { passphrase }), comment }
  return turns.run(person, () => ask(question, deadlineMs))
}

function ask(question: KeyQuestion, deadlineMs: number): Promise<KeyPair> {
  const { file, loader } = program()
  // It is told nothing but the key: no address of the database, none of the panel's secrets.
  // Not by an import: the bundler of the web server would take the file for one of its modules, and not find it.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(process.execPath, [...loader, `--max-old-space-size=${MEMORY_MB}`, file], {
    env: { NODE_ENV: process.env.NODE_ENV },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  if (child.pid !== undefined) yieldProcessor(child.pid)
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer)
      child.removeAllListeners()
      child.on('error', () => undefined)
      child.kill('SIGKILL')
      then()
    }
    const timer = setTimeout(() => settle(() => reject(tookTooLong(deadlineMs))), deadlineMs)
    child.once('message', (message) => settle(() => resolve(answered(message))))
    child.once('error', (error) => settle(() => reject(notRead(error.message))))
    child.once('exit', (status, signal) => settle(() => reject(notRead(signal ?? `status ${status}`))))
    child.send(question, (error) => {
      if (error !== null) settle(() => reject(notRead(error.message)))
    })
  })
}

/** Who uploads a costly key waits for it; nobody else who clicks meanwhile should. */
function yieldProcessor(pid: number): void {
  const { constants, setPriority } = process.getBuiltinModule('node:os')
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch (error) {
    // It ended at once, which whoever waits for it is told of.
    log.debug('the process that reads a key could not be put behind others', { reason: String(error) })
  }
}

async function answered(message: unknown): Promise<KeyPair> {
  const answer = Answer.parse(message)
  if ('pair' in answer) return answer.pair
  const { code, ...failure } = answer.failure
  throw new AppError(code, failure)
}

/** The bundled program where the panel is installed, else its source with the loader for TypeScript. */
function program(): { readonly file: string; readonly loader: readonly string[] } {
  const root = process.env['BUZZCRATE_ROOT'] ?? process.cwd()
  const bundled = path.join(root, 'read-key.mjs')
  if (existsSync(bundled)) return { file: bundled, loader: [] }
  return { file: path.join(root, 'workers', 'read-key.ts'), loader: ['--import', 'tsx'] }
}

function tookTooLong(deadlineMs: number): AppError {
  return new AppError('key-too-costly', {
    userMessage:
      `Opening this private key took longer than ${Math.round(deadlineMs / 1_000)} s and was stopped. ` +
      'Give it fewer rounds and try again: ssh-keygen -p -a 24 -f YOUR_KEY',
    details: { field: 'privateKey', deadlineMs },
  })
}

function notRead(how: string): AppError {
  log.warn('the process that reads a key ended without an answer', { how })
  return new AppError('key-unreadable', {
    message: `the process that reads keys ended: ${how}`,
    userMessage: 'This private key could not be read. Let BuzzCrate make a new one, or try another key.',
    details: { field: 'privateKey' },
  })
}

const busy = (): AppError =>
  new AppError('key-reader-busy', {
    userMessage: 'Some of your private keys are being read just now. Try again in a minute.',
    retryable: true,
    details: { field: 'privateKey' },
  })
