import { createHash } from 'node:crypto'
import { type Clock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { NodeScript } from '@/lib/ports/node-script'
import type {
  DeliverableFile,
  DeliverOptions,
  MachineTarget,
  RemoteHost,
  RemoteHosts,
  RunScriptOptions,
} from '@/lib/ports/remote-host'
import type { Vault } from '@/lib/ports/vault'
import { at } from './connect-failure'
import { deliverFile, deliverText, type Ways } from './deliver'
import { type DialTimeouts, patientTimeouts } from './dial'
import type { FileServer } from './file-server'
import { readBootId, readFileScript } from './own-scripts'
import type { Room } from './run-command'
import { runScript } from './run-script'
import { SshLink } from './ssh-link'

export interface SshHostsOptions {
  /** Opens private keys and sudo passwords. */
  readonly vault: Vault
  readonly clock: Clock
  /** Names the units of detached scripts, so that the next worker finds those of this run. */
  readonly runId: string
  /** Lets machines fetch what is delivered; without one everything is pushed. */
  readonly files?: FileServer
  readonly timeouts?: DialTimeouts
  /** Told when a machine shows another host key than the accepted one (the connection is refused in any case). */
  readonly onKeyChanged?: (target: MachineTarget, offeredKey: string) => void
  /** Undefined, or a promise to wait for before more output is read: the log has no room. */
  readonly room?: Room
}

/** Machines over SSH: at most one connection a machine, made at first use. */
export function sshHosts(options: SshHostsOptions): RemoteHosts {
  return new SshHosts(options)
}

class SshHosts implements RemoteHosts {
  private readonly options: SshHostsOptions
  private readonly hosts = new Map<string, SshHost>()

  constructor(options: SshHostsOptions) {
    this.options = options
  }

  async connect(target: MachineTarget, signal: AbortSignal): Promise<RemoteHost> {
    const host = this.host(target)
    await host.link.connection(signal)
    return host
  }

  async reconnectAfterReboot(
    target: MachineTarget,
    bootIdBefore: string,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<RemoteHost> {
    const host = this.host(target)
    const look = async () => {
      await host.link.drop()
      const { bootId } = await asNotYet(() => host.run(readBootId, {}, { signal, onLine: () => undefined }))
      return bootId === bootIdBefore ? undefined : host
    }
    const onDeadline = (waitedMs: number, last: AppError | undefined) => didNotComeBack(target, waitedMs, last)
    return waitFor({ look, deadlineMs, everyMs: 1_000, onDeadline, clock: this.options.clock, signal })
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosts.values()].map((host) => host.link.close()))
    this.hosts.clear()
  }

  private host(target: MachineTarget): SshHost {
    const key = JSON.stringify(target)
    let host = this.hosts.get(key)
    if (host === undefined) {
      host = new SshHost(target, this.options)
      this.hosts.set(key, host)
    }
    return host
  }
}

/** While a machine starts, its name may be unknown and its logins closed: that is no answer yet. */
async function asNotYet<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    const passing = ['host-name-unknown', 'host-login-refused', 'host-command-failed']
    if (!(error instanceof AppError && passing.includes(error.code))) throw error
    const { code, message, userMessage, details } = error
    throw new AppError(code, { message, userMessage, details, retryable: true, cause: error })
  }
}

function didNotComeBack(target: MachineTarget, waitedMs: number, last: AppError | undefined): AppError {
  const seconds = Math.round(waitedMs / 1000)
  const lately = last === undefined ? 'It still answers as before: it did not restart.' : last.userMessage
  return hostFailure('host-did-not-come-back', {
    message: `${at(target)} was not back after ${seconds} s: ${last?.message ?? 'same boot id'}`,
    userMessage: `${target.name} did not come back within ${seconds} s of its restart. ${lately} Look at the machine: if it is stuck, switch it off and on, then retry.`,
    details: { machine: target.name, waitedMs, lastCode: last?.code ?? null },
  })
}

class SshHost implements RemoteHost {
  readonly target: MachineTarget
  readonly link: SshLink
  private readonly options: SshHostsOptions
  private readonly ways: Ways = { cannotFetch: false }

  constructor(target: MachineTarget, options: SshHostsOptions) {
    this.target = target
    this.options = options
    const { vault, clock, timeouts = patientTimeouts, onKeyChanged = () => undefined, room } = options
    this.link = new SshLink(target, { vault, clock, timeouts, onKeyChanged, room })
  }

  run<Env, Result>(script: NodeScript<Env, Result>, env: Env, options: RunScriptOptions): Promise<Result> {
    return runScript(this.link, script, env, options, script.detached ? this.unitName(script.name, env) : undefined)
  }

  async deliver(file: DeliverableFile, remotePath: string, options: DeliverOptions): Promise<{ sent: boolean }> {
    return { sent: await deliverFile(this.link, this.options.files, this.ways, file, remotePath, options) }
  }

  writeFile(remotePath: string, text: string, mode: number, options: RunScriptOptions): Promise<void> {
    return deliverText(this.link, text, remotePath, mode, options)
  }

  async readFile(remotePath: string, options: RunScriptOptions): Promise<string | undefined> {
    const { found, text } = await this.run(readFileScript, { FILE: remotePath }, options)
    return found === 'yes' ? Buffer.from(text, 'base64').toString('utf8') : undefined
  }

  /** The same call in the same run has the same name, on whichever worker. */
  private unitName(script: string, env: unknown): string {
    const digest = createHash('sha256').update(JSON.stringify(env)).digest('hex').slice(0, 10)
    return `buzzcrate-${this.options.runId}-${script}-${digest}`
  }
}
