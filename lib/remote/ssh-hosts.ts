import { createHash } from 'node:crypto'
import { type Clock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import { locationOf, type MachineDirectory } from '@/lib/ports/machine-directory'
import type { NodeScript } from '@/lib/ports/node-script'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type {
  DeliverableFile,
  DeliverOptions,
  MachineLocation,
  RemoteHost,
  RemoteHosts,
  RunScriptOptions,
} from '@/lib/ports/remote-host'
import type { Vault } from '@/lib/ports/vault'
import { deliverFile, deliverText, type Ways } from './deliver'
import { type DialTimeouts, patientTimeouts } from './dial'
import type { FileServer } from './file-server'
import { MOST_OUTPUT_BYTES } from './output-limit'
import { readBootId, readFileScript } from './own-scripts'
import type { Room } from './run-command'
import { runScript } from './run-script'
import { SshLink } from './ssh-link'
import type { SshTarget } from './ssh-target'

export interface SshHostsOptions {
  /** Asked at each connect how a machine is reached now. */
  readonly directory: MachineDirectory
  /** Opens private keys and sudo passwords. */
  readonly vault: Vault
  readonly clock: Clock
  /** Names the units of detached scripts, so that the next worker finds those of this run. */
  readonly runId: string
  /** Lets machines fetch what is delivered; without one everything is pushed. */
  readonly files?: FileServer
  readonly timeouts?: DialTimeouts
  /** Told when a machine shows another host key than the accepted one (the connection is refused in any case). */
  readonly onKeyChanged?: (machine: MachineRef, offeredKey: string) => void
  /** Undefined, or a promise to wait for before more output is read: the log has no room. */
  readonly room?: Room
  /** How much one command may print before the machine is cut off. Default 64 MiB. */
  readonly outputBytes?: number
}

/** Machines over SSH: at most one connection a machine, made at first use and anew when how it is reached has changed. */
export function sshHosts(options: SshHostsOptions): RemoteHosts {
  return new SshHosts(options)
}

class SshHosts implements RemoteHosts {
  private readonly options: SshHostsOptions
  private readonly hosts = new Map<string, SshHost>()

  constructor(options: SshHostsOptions) {
    this.options = options
  }

  async locate(machine: MachineRef, signal: AbortSignal): Promise<MachineLocation> {
    return locationOf(machine, await this.options.directory.find(machine, signal))
  }

  async connect(machine: MachineRef, signal: AbortSignal): Promise<RemoteHost> {
    const host = await this.host(machine, signal)
    await host.link.connection(signal)
    return host
  }

  async reconnectAfterReboot(
    machine: MachineRef,
    bootIdBefore: string,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<RemoteHost> {
    const look = async () => {
      const host = await this.host(machine, signal)
      await host.link.drop()
      const { bootId } = await asNotYet(() => host.run(readBootId, {}, { signal, onLine: () => undefined }))
      return bootId === bootIdBefore ? undefined : host
    }
    const onDeadline = (waitedMs: number, last: AppError | undefined) => didNotComeBack(machine, waitedMs, last)
    return waitFor({ look, deadlineMs, everyMs: 1_000, onDeadline, clock: this.options.clock, signal })
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosts.values()].map((host) => host.link.close()))
    this.hosts.clear()
  }

  private async host(machine: MachineRef, signal: AbortSignal): Promise<SshHost> {
    signal.throwIfAborted()
    const target = await targetOf(machine, this.options.directory, signal)
    const key = JSON.stringify(target)
    let host = this.hosts.get(key)
    if (host === undefined) {
      host = new SshHost(target, this.options)
      this.hosts.set(key, host)
    }
    return host
  }
}

async function targetOf(machine: MachineRef, directory: MachineDirectory, signal: AbortSignal): Promise<SshTarget> {
  const { machineId, name } = machine
  const known = await directory.find(machine, signal)
  const { keySecretId, sudoSecretId = null, hostKey = '' } = known
  if (keySecretId === undefined) {
    throw hostFailure('host-without-key', {
      userMessage: `${name} has no key to log in with. Choose one on the machine's page.`,
      details: { machine: name },
    })
  }
  return { machineId, name, ...locationOf(machine, known), keySecretId, sudoSecretId, hostKey }
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

function didNotComeBack({ name }: MachineRef, waitedMs: number, last: AppError | undefined): AppError {
  const seconds = Math.round(waitedMs / 1000)
  const lately = last === undefined ? 'It still answers as before: it did not restart.' : last.userMessage
  return hostFailure('host-did-not-come-back', {
    message: `${name} was not back after ${seconds} s: ${last?.message ?? 'same boot id'}`,
    userMessage: `${name} did not come back within ${seconds} s of its restart. ${lately} Look at the machine: if it is stuck, switch it off and on, then retry.`,
    details: { machine: name, waitedMs, lastCode: last?.code ?? null },
  })
}

class SshHost implements RemoteHost {
  readonly machine: MachineRef
  readonly link: SshLink
  private readonly options: SshHostsOptions
  private readonly ways: Ways = { cannotFetch: false }

  constructor(target: SshTarget, options: SshHostsOptions) {
    const { machineId, name } = target
    this.machine = { machineId, name }
    this.options = options
    const {
      vault,
      clock,
      timeouts = patientTimeouts,
      onKeyChanged = () => undefined,
      room,
      outputBytes = MOST_OUTPUT_BYTES,
    } = options
    this.link = new SshLink(target, { vault, clock, timeouts, onKeyChanged, room, outputBytes })
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
