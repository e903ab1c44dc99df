/**
 * Topics of the bus: channels of Postgres NOTIFY, at most 63 bytes. A hint carries a pointer, never data, and may be
 * lost or doubled: whoever gets one looks into the tables.
 */
export const busTopics = {
  /** Events were appended to a run; the pointer is the last one's number. */
  runEvents: (runId: string) => `run-events:${runId}`,
  /** Lines were appended to a run's log; the pointer is the last one's number. */
  runLog: (runId: string) => `run-log:${runId}`,
  /** A worker took a run, or let one go: the places of those that wait may have changed. No pointer. */
  runLine: 'run-line',
  /** A cluster's live view has a new snapshot or delta; the pointer is its number. */
  clusterLive: (clusterId: string) => `cluster-live:${clusterId}`,
  /** A run's status, and so its subject's phase, changed; the pointer is the owner's user id. */
  home: 'home',
  /** A board or a card of somebody's is new or in another state; the pointer is the owner's user id. */
  boards: 'boards',
  /** A cluster's phase or access changed; the pointer is the cluster's id. Watchers look whether to watch it. */
  clusters: 'clusters',
  /** Something about a class is new; the pointer is the class's id, with `/` and a student's where it is nothing to the others. */
  classes: 'classes',
  /** Sessions of a user may have ended; the pointer is the user's id. Open streams ask whether they still may. */
  sessions: 'sessions',
  /** A watcher is alive; the pointer is its name. Watchers share the clusters among those they hear. */
  watchers: 'watchers',
} as const
