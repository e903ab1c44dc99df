import { z } from 'zod'
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
import type { FakeMachine } from './fake-machine'
import { fakeScripts } from './fake-scripts'

/** The machines of a fake world, found by their id and by their address. */
export interface FakeNetwork {
  readonly clock: Clock
  machine(machineId: string): FakeMachine | undefined
  machineAt(address: string): FakeMachine | undefined
}

const Env = z.record(z.string(), z.string())

/** The RemoteHosts port over fake machines. Contracts of scripts are checked as the real one checks them. */
export class FakeHosts implements RemoteHosts {
  private readonly network: FakeNetwork

  constructor(network: FakeNetwork) {
    this.network = network
  }

  async connect(target: MachineTarget, signal: AbortSignal): Promise<RemoteHost> {
    signal.throwIfAborted()
    const machine = this.network.machine(target.machineId)
    if (machine?.on !== true) throw unreachable(target)
    return new FakeHost(machine, this.network)
  }

  async reconnectAfterReboot(
    target: MachineTarget,
    bootIdBefore: string,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<RemoteHost> {
    return waitFor({
      look: async () => {
        const machine = this.network.machine(target.machineId)
        if (machine?.on !== true) throw unreachable(target)
        return machine.bootId === bootIdBefore ? undefined : new FakeHost(machine, this.network)
      },
      everyMs: 1_000,
      deadlineMs,
      onDeadline: () =>
        hostFailure('host-did-not-come-back', { userMessage: `${target.name} did not come back after its restart.` }),
      clock: this.network.clock,
      signal,
    })
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

class FakeHost implements RemoteHost {
  private readonly machine: FakeMachine
  private readonly network: FakeNetwork

  constructor(machine: FakeMachine, network: FakeNetwork) {
    this.machine = machine
    this.network = network
  }

  get target(): MachineTarget {
    return this.machine.target
  }

  async run<EnvType, Result>(
    script: NodeScript<EnvType, Result>,
    env: EnvType,
    options: RunScriptOptions,
  ): Promise<Result> {
    this.assertThere(options.signal)
    const simulate = fakeScripts[script.name]
    if (simulate === undefined) throw new Error(`fake machines do not know the script ${script.name}`)
    const ending = await simulate(this.machine, Env.parse(script.env.parse(env)), {
      now: () => this.network.clock.now(),
      machineAt: (address) => this.network.machineAt(address),
      say: (line) => options.onLine(line, 'out'),
      wait: async (delayMs) => {
        await this.network.clock.delay(delayMs, options.signal)
        this.assertThere(options.signal)
      },
    })
    const exit = ending.status === undefined ? undefined : script.exits[ending.status]
    if (exit !== undefined) {
      const { code, retryable = false } = exit
      throw new AppError(code, { userMessage: exit.userMessage.replaceAll('{machine}', this.machine.name), retryable })
    }
    if (ending.status !== undefined) {
      throw hostFailure('host-command-failed', { userMessage: `${script.name} ended with ${ending.status}` })
    }
    return script.result.parse(ending.results)
  }

  async deliver(file: DeliverableFile, remotePath: string, options: DeliverOptions): Promise<{ sent: boolean }> {
    this.assertThere(options.signal)
    if (this.machine.files.get(remotePath)?.content === file.sha256) return { sent: false }
    await this.network.clock.delay(500, options.signal)
    this.assertThere(options.signal)
    this.machine.files.set(remotePath, { mode: 0o644, content: file.sha256 })
    options.onProgress?.(file.bytes)
    return { sent: true }
  }

  async writeFile(remotePath: string, text: string, mode: number, options: RunScriptOptions): Promise<void> {
    this.assertThere(options.signal)
    this.machine.files.set(remotePath, { mode, content: text })
  }

  async readFile(remotePath: string, options: RunScriptOptions): Promise<string | undefined> {
    this.assertThere(options.signal)
    return this.machine.files.get(remotePath)?.content
  }

  private assertThere(signal: AbortSignal): void {
    signal.throwIfAborted()
    if (!this.machine.on) throw unreachable(this.machine.target)
  }
}

const unreachable = ({ name, address }: MachineTarget): AppError =>
  hostFailure('host-unreachable', { userMessage: `${name} (${address}) does not answer.`, details: { machine: name } })
