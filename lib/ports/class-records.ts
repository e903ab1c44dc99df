/** What becomes of a seat's cluster while it is made. */
export type SeatCluster =
  | { readonly state: 'working' }
  | { readonly state: 'ready' }
  /** It waits for a person, or was deleted meanwhile; `why` says it in a sentence. */
  | { readonly state: 'stopped'; readonly why: string }

/** What became of a cluster at the end of its class. */
export interface ClearedCluster {
  /** Machines that were looked at. */
  readonly machines: number
  /** What may be left, a sentence each. */
  readonly left: readonly string[]
}

export interface ReceiptLineOfClass extends ClearedCluster {
  readonly clusterId: string
  readonly cluster: string
  readonly student: string
}

/** What steps of a class do through the panel: each student's cluster has runs of its own. All calls are repeatable. */
export interface ClassRecords {
  /**
   * Starts the cluster that the class offers to a student, unless they have one.
   * @returns its id, or why there is none, in a sentence
   */
  begin(studentId: string): Promise<{ readonly clusterId: string } | { readonly refused: string }>
  /** How far the newest run of a cluster has come. */
  look(clusterId: string): Promise<SeatCluster>
  /**
   * Does the next thing to get rid of a cluster: stops what is at work on it, then starts its deletion.
   * @returns undefined while something is still to be waited for
   */
  clear(classId: string, clusterId: string): Promise<ClearedCluster | undefined>
  /**
   * Writes the one receipt of the class, and gives its boards back. Looks itself which clusters are still there.
   * @returns how many are
   */
  saveReceipt(classId: string, lines: readonly ReceiptLineOfClass[], checkedAt: number): Promise<number>
}
