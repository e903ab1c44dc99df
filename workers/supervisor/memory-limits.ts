const MIB = 1024 * 1024

/** Node flags that keep a part small where memory is: heap limits in MiB from the machine's whole memory in bytes. */
export function memoryFlags(part: 'web' | 'worker', totalBytes: number): string[] {
  const share = part === 'web' ? 0.2 : 0.25
  const heapMiB = Math.round(Math.min(1024, Math.max(192, (totalBytes / MIB) * share)))
  const flags = [`--max-old-space-size=${heapMiB}`]
  // Up to 2 GB, a small nursery: some more garbage collection for some tens of megabytes less.
  if (totalBytes <= 2048 * MIB) flags.push('--max-semi-space-size=4', '--optimize-for-size')
  return flags
}
