import type { Socket } from 'node:net'
import type { Client, ConnectConfig, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2'
import ssh2 from 'ssh2'
import { refusalIn } from '@/lib/core/address-policy'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { connectWithin } from '@/lib/core/outgoing'
import { type ConnectStage, connectFailure, type ForeignError, type Whom } from './connect-failure'
import { type HostKey, hostKeyFromBlob, isUsualHostKey } from './host-key'
import { misbehaves } from './output-limit'

export interface DialOptions {
  readonly whom: Whom
  /** Key types that the host may prove itself with. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[]
  /** Sees the host's key before anything is sent to it; `false` ends the connection there. */
  readonly acceptKey: (key: HostKey) => boolean
  readonly user: string
  /** OpenSSH or PEM text, without passphrase. */
  readonly privateKey?: string
  readonly timeouts: DialTimeouts
  readonly signal: AbortSignal
}

export interface DialTimeouts {
  readonly tcpMs: number
  /** Greeting, key exchange and login together. */
  readonly loginMs: number
  /** A connection counts as dead after three unanswered questions, one every so many milliseconds. */
  readonly aliveEveryMs: number
}

const MOST_UNREAD_BYTES = 64 * 1_048_576
const MACHINE_CHOSEN_GROUPS: KexAlgorithm[] = [
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group-exchange-sha1',
]

/** An old board under load needs seconds for a key exchange. */
export const patientTimeouts: DialTimeouts = { tcpMs: 8_000, loginMs: 30_000, aliveEveryMs: 4_000 }

export interface Dialled {
  readonly client: Client
  /** Our end of the connection: the address by which the machine can reach the panel. */
  readonly localAddress: string
  /** The machine's address as seen from here. */
  readonly remoteAddress: string
}

/** A server that has too many logins at once has fewer a moment later. */
const AGAIN_AFTER_MS = [1_000, 2_000, 4_000] as const

/**
 * Opens one SSH connection. A server that refuses for load is asked again some times. Throws AppError with the codes of
 * lib/ports/host-failures.ts, or the signal's reason. A dead peer is noticed after some seconds of silence.
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  for (const delayMs of AGAIN_AFTER_MS) {
    try {
      return await dialOnce(options)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'host-refuses-for-now')) throw error
      await systemClock.delay(delayMs, options.signal)
    }
  }
  return dialOnce(options)
}

async function dialOnce(options: DialOptions): Promise<Dialled> {
  const { whom, timeouts, signal } = options
  const socket = await openSocket(whom, timeouts.tcpMs, signal)
  const { localAddress = '', remoteAddress = '' } = socket
  const client = new ssh2.Client()
  let greeting = ''
  socket.once('data', (chunk: Buffer) => {
    greeting = chunk.toString('latin1')
  })
  socket.on('data', () => {
    // It asks and asks and reads no answer: they would pile up here.
    if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy()
  })
  let oddKey = false
  let asked = false
  let second: readonly string[] | undefined
  let offered: readonly string[] | undefined
  const config: ConnectConfig = {
    sock: socket,
    username: options.user,
    ...(options.privateKey === undefined ? {} : { privateKey: options.privateKey }),
    algorithms: {
      serverHostKey: [...options.algorithms],
      // Compressed data may be a thousand times as large as it looks.
      compress: ['none'],
      // Here the machine would choose the numbers to compute with, as large as it likes.
      kex: { append: [], prepend: [], remove: MACHINE_CHOSEN_GROUPS },
    },
    hostVerifier: (blob: Buffer) => {
      const key = hostKeyFromBlob(blob)
      oddKey = !isUsualHostKey(key)
      return !oddKey && options.acceptKey(key)
    },
    // The key and nothing else; what the machine says to it is kept for the words.
    authHandler: (left, partialSuccess, next) => {
      if (asked && partialSuccess) second = left
      if (asked && !partialSuccess) offered = left
      // Without another word ssh2 gives up with its error of client-authentication.
      if (asked || options.privateKey === undefined) return false
      asked = true
      return next('publickey')
    },
    readyTimeout: timeouts.loginMs,
    keepaliveInterval: timeouts.aliveEveryMs,
    keepaliveCountMax: 3,
  }
  try {
    await login(client, config, whom, signal)
  } catch (error) {
    client.end()
    socket.destroy()
    if (oddKey) throw misbehaves(whom, 'shows a host key of a kind or size that no SSH server has')
    if (greeting !== '' && !greeting.includes('SSH-')) {
      // Sent in place of a greeting: MaxStartups since OpenSSH 7.8, PerSourcePenalties since 9.8.
      const level = /Exceeded MaxStartups|Not allowed at this time/i.test(greeting) ? 'for-now' : 'greeting'
      throw connectFailure({ message: greeting.slice(0, 200).trim(), level }, whom, 'greeting')
    }
    if (second !== undefined) throw connectFailure({ message: second.join(','), level: 'second-factor' }, whom, 'login')
    if (offered !== undefined && !offered.includes('publickey') && isRefusal(error))
      throw connectFailure({ message: offered.join(','), level: 'no-keys' }, whom, 'login')
    throw error
  }
  return { client, localAddress: plain(localAddress), remoteAddress: plain(remoteAddress) }
}

const isRefusal = (error: unknown): boolean => error instanceof AppError && error.code === 'host-login-refused'

/** IPv4 in IPv6's clothes, as a dual-stack socket reports it, in its own again. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** ssh2 answers each small packet 40 ms late without noDelay (Nagle's algorithm and delayed acknowledgements). */
function openSocket(whom: Whom, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = connectWithin('network', {
      host: whom.address,
      port: whom.port,
      noDelay: true,
      keepAlive: true,
      autoSelectFamilyAttemptTimeout: 2_000,
    })
    const settle = (then: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.removeAllListeners()
      then()
    }
    const fail = (error: ForeignError) =>
      settle(() => {
        socket.on('error', () => undefined)
        socket.destroy()
        reject(refusalIn(error) ?? connectFailure(error, whom, 'tcp'))
      })
    const onAbort = () =>
      settle(() => {
        socket.on('error', () => undefined)
        socket.destroy()
        reject(signal.reason)
      })
    const timer = setTimeout(() => fail({ message: 'no answer', code: 'ETIMEDOUT' }), timeoutMs)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => settle(() => resolve(socket)))
    socket.once('error', fail)
  })
}

function login(client: Client, config: ConnectConfig, whom: Whom, signal: AbortSignal): Promise<void> {
  let stage: ConnectStage = 'greeting'
  return new Promise((resolve, reject) => {
    const onAbort = () => settle(() => reject(signal.reason))
    const settle = (then: () => void) => {
      signal.removeEventListener('abort', onAbort)
      client.removeAllListeners('ready')
      client.removeAllListeners('close')
      client.removeAllListeners('error')
      // ssh2 may report the same end again (the socket's error after its own): nobody waits for that any more.
      client.on('error', () => undefined)
      then()
    }
    const fail = (error: ForeignError) => settle(() => reject(connectFailure(error, whom, stage)))
    signal.addEventListener('abort', onAbort, { once: true })
    client.once('handshake', () => {
      stage = 'login'
    })
    client.once('ready', () => settle(resolve))
    client.on('error', fail)
    client.on('close', () => fail({ message: 'closed before the login was done' }))
    try {
      client.connect(config)
    } catch (error) {
      // ssh2 refuses a private key that it cannot read in the call itself.
      fail({ message: error instanceof Error ? error.message : String(error), level: 'client-authentication' })
    }
  })
}
