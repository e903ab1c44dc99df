import { readFileSync } from 'node:fs'

/** Proportional set size in MB of a process and all its children: shared pages are counted once. */
export function memoryMb(pid: number): number {
  const own = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.reduce((total, child) => total + memoryMb(child), Number(own?.[1] ?? 0) / 1024)
}
