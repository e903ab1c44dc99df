/** What a person would call it: 7,850 MiB is sold as 8 GB. */
export function memoryInWords(memoryMiB: number): string {
  if (memoryMiB < 480) return `${Math.round(memoryMiB / 32) * 32} MB`
  if (memoryMiB <= 512) return '512 MB'
  const step = memoryMiB < 4_096 ? 512 : 1_024
  return `${(Math.ceil(memoryMiB / step) * step) / 1_024} GB`
}
