/** The latest event about a pod that explains its state. */
export interface PodSignal {
  readonly reason: string
  readonly message: string
}
