import { expect, it } from 'vitest'
import { PasswordGate } from './password-gate'

it('runs a few, queues a few, refuses the rest', async () => {
  const gate = new PasswordGate({ running: 2, waiting: 3 })
  const held: (() => void)[] = []
  let running = 0
  let most = 0
  const check = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => held.push(resolve))
    running -= 1
    return 'checked'
  }
  const all = Array.from({ length: 7 }, () => gate.run(check).catch((error: { code: string }) => error.code))
  for (let finished = 0; finished < 5; finished += 1) {
    await expect.poll(() => held.length).toBeGreaterThan(finished)
    held[finished]?.()
  }
  expect(await Promise.all(all)).toEqual([
    ...Array.from({ length: 5 }, () => 'checked'),
    'too-many-requests',
    'too-many-requests',
  ])
  expect(most).toBe(2)
})

it('gives the place on when a check fails', async () => {
  const gate = new PasswordGate({ running: 1, waiting: 1 })
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.run(async () => 'yes')).toBe('yes')
})
