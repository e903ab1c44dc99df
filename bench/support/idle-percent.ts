import { cpus } from 'node:os'

/**
 * Begins to watch the machine's processors. The function that it returns tells how many percent of their time were idle
 * since: times that were measured compare only where that is alike.
 */
export function watchIdlePercent(): () => number {
  const before = spent()
  return () => {
    const now = spent()
    return Math.round(((now.idle - before.idle) / (now.all - before.all)) * 100)
  }
}

function spent(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times)
  const idle = times.reduce((sum, { idle }) => sum + idle, 0)
  return { idle, all: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0) }
}
