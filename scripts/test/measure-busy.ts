import { cpus } from 'node:os'

/** Begins to measure; the function that it gives tells how busy all cores were since, from 0 to 1. */
export function measureBusy(): () => number {
  const before = coreTimes()
  return () => {
    const now = coreTimes()
    const total = now.total - before.total
    return total === 0 ? 0 : 1 - (now.idle - before.idle) / total
  }
}

/** Of all cores together, since they were started. */
function coreTimes(): { readonly idle: number; readonly total: number } {
  const times = cpus().map((core) => core.times)
  return {
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    total: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
  }
}
