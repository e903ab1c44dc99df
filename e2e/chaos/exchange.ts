/** A script's run on a machine, as the machine's side kept it: written down before the panel could hear it. */
export interface Exchange {
  readonly machineId: string
  /** Of lib/remote/scripts. */
  readonly script: string
  /** Milliseconds since the epoch, by the clock of the panel's machine. */
  readonly beganAt: number
  /** Lines in order, results and everything else that is no output taken out. */
  readonly out: readonly string[]
  readonly err: readonly string[]
  /** False: it went on, or was killed; then more may have been meant to come. */
  readonly ended: boolean
}
