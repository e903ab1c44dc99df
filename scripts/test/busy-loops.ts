import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Looks up between slices of work, so that it ends with whoever started it, however that ends. */
const LOOP = `const parent = Number(process.argv[1])
for (;;) {
  for (const until = Date.now() + 100; Date.now() < until; );
  if (process.ppid !== parent) process.exit()
}`

export interface BusyLoops {
  readonly pids: readonly number[]
  /** Ends them all. */
  stop(): void
}

/** Starts processes that each burn a core, until they are stopped or this process is gone. */
export function startBusyLoops(count: number): BusyLoops {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', LOOP, String(process.pid)], { stdio: 'ignore' }),
  )
  const stop = () => {
    for (const child of children) child.kill('SIGKILL')
    process.off('exit', stop)
  }
  process.once('exit', stop)
  return { pids: children.flatMap(({ pid }) => pid ?? []), stop }
}

/** For people: what stands beside the run. */
export const describeLoops = (count: number): string =>
  `beside ${count} busy ${count === 1 ? 'loop' : 'loops'} on ${availableParallelism()} cores`
