import type { LastTurn } from './turn-note'

/** How a process ends that ran out of memory, or did not answer: by its own hand, or by that of the supervisor. */
const OWN_FAULT = /^(silent|SIGABRT|SIGTRAP|SIGILL|SIGSEGV|SIGBUS|status \d+)$/
/** Where nobody says how it ended: so many times in succession is no accident. */
const NO_ACCIDENT = 3

/**
 * Whether the cluster in whose turn the last process ended was what ended it. Somebody may end the process from outside at
 * any moment; that is nobody's fault.
 * @param endedBy as the supervisor says it: a signal, `status 1`, `silent`; undefined without a supervisor
 */
export function isToBlame(last: LastTurn | undefined, endedBy: string | undefined): last is LastTurn {
  if (last === undefined) return false
  return (endedBy !== undefined && OWN_FAULT.test(endedBy)) || last.times >= NO_ACCIDENT
}
