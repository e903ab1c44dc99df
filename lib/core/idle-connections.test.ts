import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { IdleConnections } from './idle-connections'

/** As many connections as names, opened one second after the other. */
function opened(...names: readonly string[]) {
  const idle = new IdleConnections(1_000)
  const sockets = names.map(() => new Socket())
  for (const [index, socket] of sockets.entries()) idle.fellIdle(socket, index * 1_000)
  const closed = () => names.filter((_, index) => sockets[index]?.destroyed)
  const named = (name: string) => sockets[names.indexOf(name)] ?? new Socket()
  return { idle, named, closed }
}

it('closes those that waited longest, and as many as are asked for', () => {
  const { idle, closed } = opened('a', 'b', 'c', 'd')
  idle.closeLongest(2, 60_000)
  expect(closed()).toEqual(['a', 'b'])
  idle.closeLongest(1, 60_000)
  expect(closed()).toEqual(['a', 'b', 'c'])
})

it('spares a connection with a request, and waits anew from the end of it', () => {
  const { idle, named, closed } = opened('a', 'b', 'c', 'd')
  idle.notIdle(named('a'))
  idle.fellIdle(named('b'), 5_000)
  idle.closeLongest(2, 60_000)
  expect(closed()).toEqual(['c', 'd'])
  idle.closeLongest(9, 60_000)
  expect(closed()).toEqual(['b', 'c', 'd'])
})

it('spares whoever had an answer a moment ago', () => {
  const { idle, closed } = opened('a', 'b', 'c')
  idle.closeLongest(9, 2_500)
  expect(closed()).toEqual(['a', 'b'])
})
