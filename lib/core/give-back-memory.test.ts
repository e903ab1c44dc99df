import { expect, it } from 'vitest'
import { giveBackMemory } from './give-back-memory'

it('frees what nobody holds any more', () => {
  let kept: Uint8Array | undefined = new Uint8Array(64 * 1024 * 1024)
  const before = process.memoryUsage().arrayBuffers
  expect(kept.length).toBeGreaterThan(0)
  kept = undefined
  giveBackMemory()
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before - 60 * 1024 * 1024)
  expect('gc' in globalThis).toBe(false)
})
