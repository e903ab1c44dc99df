import { expect, it } from 'vitest'
import { formatBytes, formatGiB } from './format-bytes'
import { timeAgo } from './format-time'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [67_400_000, '67.4 MB'],
  [250_000_000, '250 MB'],
  [1_500_000_000, '1.5 GB'],
  [9e15, '9000 TB'],
])('writes %d bytes', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})

it.each([
  [8, '8 GB'],
  [3.72, '3.7 GB'],
  [29.6, '30 GB'],
])('writes %d GiB', (gib, words) => {
  expect(formatGiB(gib)).toBe(words)
})

const NOW = 1_800_000_000_000
it.each([
  [0, 'now'],
  [59, 'now'],
  [61, '1 minute ago'],
  [3 * 3600, '3 hours ago'],
  [26 * 3600, 'yesterday'],
  [400 * 24 * 3600, 'last year'],
])('says when %d seconds ago was', (seconds, words) => {
  expect(timeAgo(NOW - seconds * 1000, NOW)).toBe(words)
})
