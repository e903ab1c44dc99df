import { type Clock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { Vault } from '@/lib/ports/vault'
import { at, connectionLost, type Whom } from './connect-failure'
import { Connection } from './connection'
import { type DialTimeouts, dial } from './dial'
import { fingerprint, formatHostKey, type HostKey, hostKeyAlgorithms, parseHostKey, sameHostKey } from './host-key'
import type { Room } from './run-command'
import { scanHostKey } from './scan-host-key'
import type { SshTarget } from './ssh-target'

export interface LinkOptions {
  readonly vault: Vault
  readonly clock: Clock
  readonly timeouts: DialTimeouts
  /** The host showed another key than the pinned one. */
  readonly onKeyChanged: (machine: MachineRef, offeredKey: string) => void
  /** Whether there is room for more output, see Room. */
  readonly room?: Room | undefined
  /** How much one command may print before the machine is cut off. */
  readonly outputBytes: number
}

/** How long a lost connection is tried again for work that goes on meanwhile on the machine. */
const RECONNECT_MS = 180_000

/** The one connection to a machine: made at first use, shared by all, made again when it broke. */
export class SshLink {
  readonly target: SshTarget
  readonly whom: Whom
  readonly room: Room | undefined
  readonly outputBytes: number
  private readonly options: LinkOptions
  private current: Promise<Connection> | undefined
  private readonly closing = new AbortController()
  private sudoPassword: Promise<string | undefined> | undefined
  /** Tidying up that nobody needs to wait for, by what it tidies. */
  private readonly tidying = new Map<string, Promise<void>>()

  constructor(target: SshTarget, options: LinkOptions) {
    this.target = target
    this.whom = { name: target.name, address: target.address, port: target.port, user: target.user }
    this.options = options
    this.room = options.room
    this.outputBytes = options.outputBytes
  }

  /** The open connection, or a new one. One caller's abort does not end the attempt that others share. */
  async connection(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted()
    const known = this.current
    if (known !== undefined) {
      const connection = await abortable(known, signal)
      if (!connection.isBroken) return connection
      if (this.current === known) this.current = undefined
    }
    this.current ??= this.open()
    return abortable(this.current, signal)
  }

  /** The connection again after it broke, trying for some minutes. */
  reconnect(signal: AbortSignal): Promise<Connection> {
    return waitFor({
      look: () => this.connection(signal),
      deadlineMs: RECONNECT_MS,
      everyMs: 1_000,
      onDeadline: (_, last) => last ?? connectionLost(this.whom),
      clock: this.options.clock,
      signal,
    })
  }

  /** For sudo; `undefined` where it asks for none. */
  password(): Promise<string | undefined> {
    const { sudoSecretId, user } = this.target
    if (sudoSecretId === null || user === 'root') return Promise.resolve(undefined)
    this.sudoPassword ??= this.options.vault.open(sudoSecretId)
    return this.sudoPassword
  }

  /** Ends the connection; the next use makes a new one. */
  async drop(): Promise<void> {
    const known = this.current
    this.current = undefined
    const connection = await known?.catch(() => undefined)
    connection?.end()
  }

  /** Takes work that only has to be done some time before the link closes. It must not fail. */
  tidyLater(key: string, work: Promise<void>): void {
    this.tidying.set(
      key,
      work.finally(() => this.tidying.delete(key)),
    )
  }

  /** Resolves when the tidying up under this key is over. */
  async tidied(key: string): Promise<void> {
    await this.tidying.get(key)
  }

  async close(): Promise<void> {
    await Promise.all(this.tidying.values())
    this.closing.abort(connectionLost(this.whom))
    await this.drop()
  }

  private open(): Promise<Connection> {
    const opening = this.dial()
    // A failed attempt must not be remembered.
    opening.catch(() => {
      if (this.current === opening) this.current = undefined
    })
    return opening
  }

  private async dial(): Promise<Connection> {
    const { target, whom } = this
    const signal = this.closing.signal
    const pinned = parseHostKey(target.hostKey)
    if (pinned === undefined) throw keyNotAccepted(whom)
    const privateKey = await this.options.vault.open(target.keySecretId)
    let offered: HostKey | undefined
    try {
      const dialled = await dial({
        whom,
        algorithms: hostKeyAlgorithms(pinned),
        acceptKey: (key) => {
          offered = key
          return sameHostKey(key, pinned)
        },
        user: target.user,
        privateKey,
        timeouts: this.options.timeouts,
        signal,
      })
      return new Connection(dialled, whom)
    } catch (error) {
      if (offered === undefined && isNoSuchKey(error)) offered = await this.scan(signal)
      if (offered === undefined || sameHostKey(offered, pinned)) throw error
      this.options.onKeyChanged(target, formatHostKey(offered))
      throw keyChanged(whom, pinned, offered)
    }
  }

  /** The host no longer has a key of the pinned type: which one has it? */
  private async scan(signal: AbortSignal): Promise<HostKey | undefined> {
    const { hostKey } = await scanHostKey(this.whom, signal, this.options.timeouts)
    return parseHostKey(hostKey)
  }
}

const isNoSuchKey = (error: unknown): boolean => error instanceof AppError && /no matching host key/.test(error.message)

function keyNotAccepted(whom: Whom): AppError {
  return hostFailure('host-key-not-accepted', {
    userMessage: `Nobody has accepted the host key of ${at(whom)} yet. Open the machine, compare the fingerprint and accept it.`,
    details: { machine: whom.name },
  })
}

function keyChanged(whom: Whom, pinned: HostKey, offered: HostKey): AppError {
  const expected = fingerprint(pinned)
  const got = fingerprint(offered)
  return hostFailure('host-key-changed', {
    userMessage:
      `${at(whom)} shows another host key than the one you accepted. Accepted: ${expected}. Now: ${got}. ` +
      'Either its system was installed anew, or another machine answers at its address. Nothing was sent to it. ' +
      'If you know why, open the machine, compare the fingerprint and accept the new key.',
    details: { machine: whom.name, expected, offered: got, offeredKey: formatHostKey(offered) },
  })
}

/** Waits for a shared promise, but not longer than the signal allows. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
