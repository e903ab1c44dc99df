import type { ClientChannel } from 'ssh2'
import { hostFailure } from '@/lib/ports/host-failures'
import { at, connectionLost, type Whom } from './connect-failure'
import type { Dialled } from './dial'
import { Limiter } from './limiter'

/** OpenSSH allows 10 sessions a connection by default; two are left for a person's own tools that share it. */
const SESSIONS = 8
const GOODBYE_MS = 2_000

/** How a command ended, as far as it is known: filled in by the time its channel has closed. */
export interface Ending {
  /** `undefined` when the connection broke, or a signal killed the command. */
  status: number | undefined
  killedBy: string | undefined
}

export interface StartedCommand {
  readonly channel: ClientChannel
  readonly ending: Ending
}

/** One logged-in connection. It is used until it breaks; then another is made. */
export class Connection {
  readonly localAddress: string
  readonly remoteAddress: string
  private readonly whom: Whom
  private readonly dialled: Dialled
  private readonly sessions = new Limiter(SESSIONS)
  private broken = false

  constructor(dialled: Dialled, whom: Whom) {
    this.dialled = dialled
    this.whom = whom
    this.localAddress = dialled.localAddress
    this.remoteAddress = dialled.remoteAddress
    const onBroken = () => {
      this.broken = true
    }
    dialled.client.on('close', onBroken).on('end', onBroken).on('error', onBroken)
  }

  get isBroken(): boolean {
    return this.broken
  }

  /**
   * Starts a command as soon as one of the sessions is free. The channel closes without an exit status when the
   * connection breaks. Throws `host-connection-lost`, or the signal's reason.
   */
  async exec(command: string, signal: AbortSignal): Promise<StartedCommand> {
    const leave = await this.sessions.enter(signal)
    try {
      return await this.open(command, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  private open(command: string, onClose: () => void): Promise<StartedCommand> {
    if (this.broken) return Promise.reject(connectionLost(this.whom))
    return new Promise((resolve, reject) => {
      try {
        this.dialled.client.exec(command, (error, channel) => {
          if (error === undefined) return resolve({ channel, ending: listen(channel, onClose) })
          const refused = /open failure|Unable to exec/i.test(error.message) && !this.broken
          reject(refused ? this.sessionRefused(error) : connectionLost(this.whom))
        })
      } catch {
        // ssh2 throws when its socket is gone already: the same news as in the callback.
        reject(connectionLost(this.whom))
      }
    })
  }

  private sessionRefused(cause: Error) {
    return hostFailure('host-refused', {
      message: `${at(this.whom)}: ${cause.message}`,
      userMessage: `${at(this.whom)} let the login in but refuses to run commands for it. Its SSH server may allow too few sessions (MaxSessions below 10).`,
      details: { machine: this.whom.name },
      cause,
    })
  }

  /** Says goodbye; a machine that goes on talking is not listened to for longer than a moment. */
  end(): void {
    this.broken = true
    const { client } = this.dialled
    client.end()
    const timer = setTimeout(() => client.destroy(), GOODBYE_MS).unref()
    client.once('close', () => clearTimeout(timer))
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.broken = true
    this.dialled.client.destroy()
  }
}

/**
 * To be called where the channel is given out, not a moment later: a command that ends at once tells its exit status in the
 * same packet, and whoever awaited the channel would come too late for it.
 */
function listen(channel: ClientChannel, onClose: () => void): Ending {
  const ending: Ending = { status: undefined, killedBy: undefined }
  channel.on('exit', (status: number | null, killedBy?: string) => {
    ending.status = status ?? undefined
    ending.killedBy = killedBy
  })
  channel.once('close', onClose)
  return ending
}
