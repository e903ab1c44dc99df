const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `67.4 MB`, `512 B`: powers of 1000, as disks and downloads are sold. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  const digits = step === 0 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[step] ?? 'B'}`
}

/** `8 GB` of memory or disk, to the nearest size that people would call it. */
export function formatGiB(gib: number): string {
  return `${gib >= 10 || Number.isInteger(gib) ? Math.round(gib) : gib.toFixed(1)} GB`
}
