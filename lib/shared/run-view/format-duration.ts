/** `3.2 s` below a minute, `2:07` above: for under a station. */
export function shortDuration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return clockDuration(ms)
}

/** `00:19`, `1:02:03`: for the run's clock. */
export function clockDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** `00:07.1`: when a line came, from the run's start. */
export function lineTime(ms: number): string {
  return `${clockDuration(ms)}.${Math.floor((Math.max(0, ms) % 1000) / 100)}`
}
