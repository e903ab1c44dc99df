import { expect, it } from 'vitest'
import { assertDiskRoom, judgeDisk } from './disk-state'

const GB = 1_000_000_000
const limits = { freePercent: 5, freeMb: 1_000 }

it.each([
  ['a large disk with a gigabyte', { freeBytes: 1 * GB, totalBytes: 2_000 * GB }, false],
  ['a large disk with less', { freeBytes: 0.9 * GB, totalBytes: 2_000 * GB }, true],
  ['a memory card with a twentieth', { freeBytes: 0.4 * GB, totalBytes: 8 * GB }, false],
  ['a memory card with less', { freeBytes: 0.3 * GB, totalBytes: 8 * GB }, true],
])('judges %s', (_, space, isFull) => {
  expect(judgeDisk(space, limits)).toEqual({ ...space, isFull })
})

it('refuses in words that say how much is free, and what to do', async () => {
  const full = async () => ({ freeBytes: 0.3 * GB, totalBytes: 8 * GB, isFull: true })
  await expect(assertDiskRoom('Nothing is uploaded', full)).rejects.toMatchObject({
    code: 'disk-full',
    userMessage: expect.stringMatching(/^Nothing is uploaded: only 300 MB of 8.0 GB are free .* Delete clusters/),
  })
  await assertDiskRoom('Nothing is uploaded', async () => ({ ...(await full()), isFull: false }))
})
