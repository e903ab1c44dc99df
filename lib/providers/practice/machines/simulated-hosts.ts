import { z } from 'zod'
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
import type { MachineOperation, OperationAnswer, OperationEvents } from './machine-operation'

/** How an operation gets to a practice machine: directly, or through the process that simulates it. */
export type MachineTransport = (
  machine: MachineRef,
  operation: MachineOperation,
  events: OperationEvents,
  signal: AbortSignal,
) => Promise<OperationAnswer>

const Env = z.record(z.string(), z.string())
const SILENT: OperationEvents = { onLine: () => undefined, onProgress: () => undefined }

/** The RemoteHosts port over practice machines. Contracts of scripts are checked as the real one checks them. */
export class SimulatedHosts implements RemoteHosts {
  private readonly transport: MachineTransport
  private readonly directory: MachineDirectory
  private readonly clock: Clock

  constructor(transport: MachineTransport, directory: MachineDirectory, clock: Clock) {
    this.transport = transport
    this.directory = directory
    this.clock = clock
  }

  async locate(machine: MachineRef, signal: AbortSignal): Promise<MachineLocation> {
    return locationOf(machine, await this.directory.find(machine, signal))
  }

  async connect(machine: MachineRef, signal: AbortSignal): Promise<RemoteHost> {
    const { hostKey } = await this.transport(machine, { do: 'connect' }, SILENT, signal)
    await this.verify(machine, hostKey, signal)
    return new SimulatedHost(machine, this.transport)
  }

  async reconnectAfterReboot(
    machine: MachineRef,
    bootIdBefore: string,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<RemoteHost> {
    return waitFor({
      look: async () => {
        const { bootId } = await this.transport(machine, { do: 'connect' }, SILENT, signal)
        return bootId === bootIdBefore ? undefined : new SimulatedHost(machine, this.transport)
      },
      everyMs: 1_000,
      deadlineMs,
      onDeadline: () =>
        hostFailure('host-did-not-come-back', { userMessage: `${machine.name} did not come back after its restart.` }),
      clock: this.clock,
      signal,
    })
  }

  /** Machines of a cloud show the key that was decided before they were made; practice boards that of their card; others show none. */
  private async verify(machine: MachineRef, shown: string | undefined, signal: AbortSignal): Promise<void> {
    if (shown === undefined) return
    const { hostKey } = await this.directory.find(machine, signal)
    if (hostKey === undefined || shown === hostKey.split(' ').slice(0, 2).join(' ')) return
    throw hostFailure('host-key-changed', {
      userMessage: `${machine.name} shows another host key than the one that was made for it.`,
      details: { machine: machine.name },
    })
  }

  async close(): Promise<void> {
    // Every operation is an exchange of its own: nothing stays open.
  }
}

class SimulatedHost implements RemoteHost {
  readonly machine: MachineRef
  private readonly transport: MachineTransport

  constructor(machine: MachineRef, transport: MachineTransport) {
    this.machine = machine
    this.transport = transport
  }

  async run<EnvType, Result>(
    script: NodeScript<EnvType, Result>,
    env: EnvType,
    options: RunScriptOptions,
  ): Promise<Result> {
    const operation = { do: 'run', script: script.name, env: Env.parse(script.env.parse(env)) } as const
    const { results = {}, status } = await this.ask(operation, options)
    if (status === undefined) return script.result.parse(results)
    const exit = script.exits[status]
    if (exit === undefined) {
      throw hostFailure('host-command-failed', {
        userMessage: `A command on ${this.machine.name} failed: ${script.name} ended with status ${status}.`,
      })
    }
    const words: Readonly<Record<string, string>> = { ...results, machine: this.machine.name }
    throw new AppError(exit.code, {
      userMessage: exit.userMessage.replace(/\{([A-Za-z][\w.-]*)\}/g, (whole, key: string) => words[key] ?? whole),
      retryable: exit.retryable ?? false,
      details: { machine: this.machine.name, script: script.name, status },
    })
  }

  async deliver(file: DeliverableFile, remotePath: string, options: DeliverOptions): Promise<{ sent: boolean }> {
    const { sha256, bytes } = file
    const { noteAt = '', onProgress } = options
    const { sent } = await this.ask({ do: 'deliver', path: remotePath, sha256, bytes, noteAt }, options, onProgress)
    return { sent: sent === true }
  }

  async writeFile(remotePath: string, text: string, mode: number, options: RunScriptOptions): Promise<void> {
    await this.ask({ do: 'write', path: remotePath, text, mode }, options)
  }

  async readFile(remotePath: string, options: RunScriptOptions): Promise<string | undefined> {
    return (await this.ask({ do: 'read', path: remotePath }, options)).text ?? undefined
  }

  private ask(
    operation: MachineOperation,
    options: RunScriptOptions,
    onProgress: (sentBytes: number) => void = () => undefined,
  ): Promise<OperationAnswer> {
    const onLine = (line: string) => options.onLine(line, 'out')
    return this.transport(this.machine, operation, { onLine, onProgress }, options.signal)
  }
}
