import { expect, it } from 'vitest'
import { memoryFlags } from './memory-limits'

const GIB = 1024 ** 3

it('gives a Raspberry Pi with 1 GB small heaps and a small nursery', () => {
  expect(memoryFlags('web', GIB)).toEqual([
    '--max-old-space-size=205',
    '--max-semi-space-size=4',
    '--optimize-for-size',
  ])
  expect(memoryFlags('worker', GIB)[0]).toBe('--max-old-space-size=256')
  expect(memoryFlags('worker', GIB / 2)[0]).toBe('--max-old-space-size=192')
})

it('takes no more than it needs of a big machine', () => {
  expect(memoryFlags('web', 64 * GIB)).toEqual(['--max-old-space-size=1024', '--max-semi-space-size=4'])
})
