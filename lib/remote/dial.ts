import type { Socket } from 'node:net'
import type { Client, ConnectConfig, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2'
import ssh2 from 'ssh2'
import { refusalIn } from '@/lib/core/address-policy'
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

/**
 * Opens one SSH connection. Throws AppError with the codes of lib/ports/host-failures.ts, or the signal's reason.
 * A dead peer is noticed after some seconds of silence.
 */
export async function dial(options: DialOptions): Promise<Dialled> {
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
    if (greeting !== '' && !greeting.includes('SSH-'))
      throw connectFailure({ message: 'not SSH', level: 'greeting' }, whom, 'greeting')
    throw error
  }
  return { client, localAddress: plain(localAddress), remoteAddress: plain(remoteAddress) }
}

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
