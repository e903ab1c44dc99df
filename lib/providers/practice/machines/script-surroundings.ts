import type { PracticeMachine } from './practice-machine'

/** What a script sees besides its own machine. */
export interface ScriptSurroundings {
  now(): number
  /** The machine at an address, as another machine finds it. */
  machineAt(address: string): PracticeMachine | undefined
  /** What a server of k3s writes when it starts for the first time. `token` is its secret. */
  serverFiles(machine: PracticeMachine, token: string): { readonly authority: string; readonly kubeconfig: string }
  /** What else of the machine is there: open ports, nodes. For the proof of a deletion. */
  remains(machine: PracticeMachine): readonly string[]
  say(line: string): void
  /** Passes time, as the machine is fast. Throws when the machine goes away meanwhile. */
  wait(delayMs: number): Promise<void>
}

export type Env = Readonly<Record<string, string>>
/** Results as `::result` lines would give them, with the exit status where it is not 0. */
export interface ScriptEnding {
  readonly results: Env
  readonly status?: number
}

export const fails = (status: number, results: Env = {}): ScriptEnding => ({ results, status })
