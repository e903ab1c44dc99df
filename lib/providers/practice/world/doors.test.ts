import { afterEach, expect, it } from 'vitest'
import { Doors } from './doors'
import { onceAMinute } from './once-a-minute'

const doors = new Doors({ host: '127.0.0.1', range: undefined, onError: () => undefined })
afterEach(() => doors.closeAll())

it('opens a bounded number of ports for one person, and still one for another', async () => {
  const open = (owner: string, count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, i) => doors.at(`${owner}:${i}`, owner, undefined, (_q, r) => r.end())),
    )
  const many = await open('hog', 250)
  expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(200)
  expect(many.at(-1)).toMatchObject({ reason: { message: expect.stringContaining('200 ports') } })
  expect(await open('anna', 1)).toMatchObject([{ status: 'fulfilled' }])
})

it('tells of the same trouble once a minute', () => {
  let now = 0
  const told: string[] = []
  const tell = onceAMinute(
    (where) => told.push(where),
    () => now,
  )
  for (let i = 0; i < 1_000; i++) tell('doors', new Error('no port is free'))
  tell('other', new Error('no port is free'))
  now = 61_000
  tell('doors', new Error('no port is free'))
  expect(told).toEqual(['doors', 'other', 'doors'])
})
