const MIB = 1024 * 1024
const SMALL_MACHINE_BYTES = 2048 * MIB

/** Node flags that keep a part small where memory is: heap limits in MiB from the machine's whole memory in bytes. */
export function memoryFlags(part: 'web' | 'worker', totalBytes: number): string[] {
  const share = part === 'web' ? 0.2 : 0.25
  const heapMiB = Math.round(Math.min(1024, Math.max(192, (totalBytes / MIB) * share)))
  const isSmall = totalBytes <= SMALL_MACHINE_BYTES
  // A small nursery: some more garbage collection for less memory. Log lines for 200 viewers fill one of 4 MiB forty
  // times a second, and each time all threads of the collection must get a processor: where others want it too, lines
  // wait 50 to 440 ms in every second for that, with 16 MiB 12 to 85 ms. At rest both take the same memory, under that
  // load web takes some 20 MB more (docs/bench-logs.md).
  const nurseryMiB = part === 'web' && !isSmall ? 16 : 4
  const flags = [`--max-old-space-size=${heapMiB}`, `--max-semi-space-size=${nurseryMiB}`]
  if (isSmall) flags.push('--optimize-for-size')
  return flags
}

/** Settings of the C library for the same end: it keeps freed memory for a few threads, not for each of many. */
export const memoryEnvironment = { MALLOC_ARENA_MAX: '2' } as const
