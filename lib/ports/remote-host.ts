import type { NodeScript } from './node-script'
import type { MachineRef } from './planned-machine'

/** Where a machine is now, and as whom the panel logs in there. */
export interface MachineLocation {
  readonly address: string
  /** How the other machines of its cluster reach it, where that is not `address`. */
  readonly privateAddress?: string
  readonly port: number
  readonly user: string
}

export interface RunScriptOptions {
  readonly signal: AbortSignal
  /** Every line of output but `::result` lines, as it comes. */
  readonly onLine: (line: string, stream: 'out' | 'err') => void
}

/** A file to bring to a machine. The bytes are always checked against the sha256 on the machine itself. */
export interface DeliverableFile {
  /** For the log, e.g. `buzzcrate-k3s_1.36.1_amd64.deb`. */
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  /** Where the worker has it. */
  readonly path: string
}

export interface DeliverOptions extends RunScriptOptions {
  /** A note on the machine that holds the file's sha256 once the file did its work there: then nothing is sent. */
  readonly noteAt?: string
  readonly onProgress?: (sentBytes: number) => void
}

/** One machine over its one connection. Every method throws AppError with codes of lib/ports/host-failures.ts. */
export interface RemoteHost {
  readonly machine: MachineRef
  /** Runs a script of ours and returns its parsed results. Reconnects once when the idle connection had died. */
  run<Env, Result>(script: NodeScript<Env, Result>, env: Env, options: RunScriptOptions): Promise<Result>
  /**
   * Brings a file to `remotePath` (mode 0644, root), atomically, and only if the sha256 there differs.
   * The machine fetches it from the panel by HTTP where it can reach it, else it is pushed through the connection.
   */
  deliver(file: DeliverableFile, remotePath: string, options: DeliverOptions): Promise<{ readonly sent: boolean }>
  /** Writes small secret or public text as root, atomically: never through argv or the log. `mode` like 0o600. */
  writeFile(remotePath: string, text: string, mode: number, options: RunScriptOptions): Promise<void>
  /** Reads small text as root. `undefined` when there is no such file. */
  readFile(remotePath: string, options: RunScriptOptions): Promise<string | undefined>
}

/**
 * The machines of a run: connects on first use, one connection a machine, closed together at the end. How a machine is
 * reached is looked up at each call, so what a person set meanwhile counts. Every method throws `host-address-unknown`
 * (retryable) for a machine that is still being made, and `host-not-in-panel` for one that was removed.
 */
export interface RemoteHosts {
  /** Without asking the machine itself. */
  locate(machine: MachineRef, signal: AbortSignal): Promise<MachineLocation>
  connect(machine: MachineRef, signal: AbortSignal): Promise<RemoteHost>
  /** After a reboot: waits until the machine answers again with another boot id, up to `deadlineMs`. */
  reconnectAfterReboot(
    machine: MachineRef,
    bootIdBefore: string,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<RemoteHost>
  close(): Promise<void>
}
