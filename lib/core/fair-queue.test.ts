import { expect, it } from 'vitest'
import { AppError } from './errors'
import { FairQueue } from './fair-queue'

const refusal = () => new AppError('too-many-requests', { userMessage: 'Enough.' })

/** A queue, and requests that go on until they are told to end. */
function office(shares: { places: number; aPerson: number; mostWaiting?: number }) {
  const queue = new FairQueue({ mostWaiting: 1_000, refusal, ...shares })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (person: string, name: string, signal?: AbortSignal) =>
    queue.run(
      person,
      () =>
        new Promise<void>((resolve) => {
          begun.push(name)
          ends.set(name, resolve)
        }),
      signal,
    )
  /** Resolves when whoever is next has begun. */
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise(setImmediate)
  }
  return { queue, begun, ask, end }
}

it('never lets the thousand of one person go before the first of another', async () => {
  const { queue, begun, ask, end } = office({ places: 3, aPerson: 3 })
  for (let index = 1; index <= 1_000; index += 1) void ask('mallory', `m${index}`)
  void ask('anna', 'a1')
  void ask('anna', 'a2')
  void ask('ben', 'b1')
  await new Promise(setImmediate)
  expect(begun).toEqual(['m1', 'm2', 'm3'])
  await end('m1')
  await end('m2')
  expect(begun.slice(3)).toEqual(['a1', 'b1'])
  // Now all hold one: in turn.
  await end('m3')
  expect(begun.slice(5)).toEqual(['m4'])
  await end('a1')
  await end('b1')
  expect(begun.slice(6)).toEqual(['a2', 'm5'])
  expect(queue.waitingCount).toBe(1_000 - 5)
})

it('keeps places that one person may not have, and gives them to the next at once', async () => {
  const { begun, ask, end } = office({ places: 5, aPerson: 2 })
  for (const name of ['m1', 'm2', 'm3']) void ask('mallory', name)
  void ask('anna', 'a1')
  await new Promise(setImmediate)
  expect(begun).toEqual(['m1', 'm2', 'a1'])
  await end('a1')
  expect(begun).toEqual(['m1', 'm2', 'a1'])
  await end('m2')
  expect(begun).toEqual(['m1', 'm2', 'a1', 'm3'])
})

it('refuses who has too many waiting, and nobody else', async () => {
  const { begun, ask } = office({ places: 2, aPerson: 1, mostWaiting: 2 })
  for (const name of ['m1', 'm2', 'm3']) void ask('mallory', name)
  await expect(ask('mallory', 'm4')).rejects.toMatchObject({ code: 'too-many-requests' })
  void ask('anna', 'a1')
  await new Promise(setImmediate)
  expect(begun).toEqual(['m1', 'a1'])
})

it('forgets who gave up waiting, and gives back the place of work that failed', async () => {
  const { queue, begun, ask, end } = office({ places: 1, aPerson: 1 })
  void ask('anna', 'a1')
  const abort = new AbortController()
  const gaveUp = ask('ben', 'b1', abort.signal)
  void ask('cleo', 'c1')
  abort.abort(new Error('enough'))
  await expect(gaveUp).rejects.toThrow('enough')
  await expect(ask('ben', 'b2', abort.signal)).rejects.toThrow('enough')
  await end('a1')
  expect(begun).toEqual(['a1', 'c1'])
  const failing = queue.run('dan', () => Promise.reject(new Error('broken'))).catch(String)
  void ask('anna', 'a2')
  await end('c1')
  expect(await failing).toBe('Error: broken')
  await new Promise(setImmediate)
  expect(begun).toEqual(['a1', 'c1', 'a2'])
  expect(queue.waitingCount).toBe(0)
})
