const MIB = 1024 * 1024

/** Of the machine's memory. Together more than half of it, but never all at once. */
const SHARES = { web: 0.2, worker: 0.25, practice: 0.2 } as const

/** Node flags that keep a part small where memory is: heap limits in MiB from the machine's whole memory in bytes. */
export function memoryFlags(part: 'web' | 'worker' | 'practice', totalBytes: number): string[] {
  const share = SHARES[part]
  const heapMiB = Math.round(Math.min(1024, Math.max(192, (totalBytes / MIB) * share)))
  // A small nursery: some more garbage collection for some thirty megabytes less in web, some twenty in the worker. Log
  // lines for 200 viewers come as soon as with one of 16 MiB: docs/bench-logs.md.
  const flags = [`--max-old-space-size=${heapMiB}`, '--max-semi-space-size=4']
  if (totalBytes <= 2048 * MIB) flags.push('--optimize-for-size')
  return flags
}

/** Settings of the C library for the same end: it keeps freed memory for a few threads, not for each of many. */
export const memoryEnvironment = { MALLOC_ARENA_MAX: '2' } as const
