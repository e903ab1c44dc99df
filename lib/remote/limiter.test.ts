import { expect, it } from 'vitest'
import { Limiter } from './limiter'

const never = new AbortController().signal

it('lets the next one in when a place is given back, in order', async () => {
  const limiter = new Limiter(2)
  const order: string[] = []
  const a = await limiter.enter(never)
  await limiter.enter(never)
  const enter = async (name: string) => {
    const leave = await limiter.enter(never)
    order.push(name)
    return leave
  }
  const c = enter('c')
  const d = enter('d')
  a()
  a()
  const leaveC = await c
  expect(order).toEqual(['c'])
  leaveC()
  await d
  expect(order).toEqual(['c', 'd'])
})

it('forgets one who gave up waiting', async () => {
  const limiter = new Limiter(1)
  const leave = await limiter.enter(never)
  const abort = new AbortController()
  const gaveUp = limiter.enter(abort.signal)
  const patient = limiter.enter(never)
  abort.abort(new Error('enough'))
  await expect(gaveUp).rejects.toThrow('enough')
  leave()
  await expect(patient).resolves.toBeTypeOf('function')
  await expect(limiter.enter(abort.signal)).rejects.toThrow('enough')
})
