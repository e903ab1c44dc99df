import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { rationRequests } from './ration-requests'

interface Asked {
  readonly url?: string
  readonly session?: string
  readonly address?: string
  readonly bytes?: number
}

function request({ url = '/api/clusters', session, address = '192.0.2.1', bytes }: Asked): IncomingMessage {
  const made = new IncomingMessage(new Socket())
  made.url = url
  made.headers = {
    'x-buzzcrate-peer': address,
    ...(session === undefined ? {} : { cookie: `a=b; buzz.session_token=${session}` }),
    ...(bytes === undefined ? {} : { 'content-length': String(bytes) }),
  }
  return made
}

/** How many of so many requests in one moment may be handled. */
function share(times: number, asked: Asked, mayAsk = rationRequests(() => false)): number {
  return Array.from({ length: times }, () => mayAsk(request(asked))).filter(Boolean).length
}

it('gives each session its share, whatever others of its address do', () => {
  const mayAsk = rationRequests(() => false)
  const first = share(2_000, { session: 'mallory' }, mayAsk)
  expect(first).toBeGreaterThanOrEqual(200)
  expect(first).toBeLessThan(300)
  expect(share(150, { session: 'anna' }, mayAsk)).toBe(150)
})

it('lets many visitors of one address in, and not without end', () => {
  const mayAsk = rationRequests(() => false)
  const all = Array.from({ length: 9_000 }, (_, number) => mayAsk(request({ session: `made-up-${number}` })))
  const admitted = all.filter(Boolean).length
  expect(admitted).toBeGreaterThanOrEqual(3_000)
  expect(admitted).toBeLessThan(4_500)
  expect(mayAsk(request({ address: '192.0.2.2' }))).toBe(true)
})

it('counts streams and long forms for more, and files of the build for nothing', () => {
  expect(share(200, { session: 'a', url: '/api/live?topics=home' })).toBeLessThan(50)
  expect(share(200, { session: 'a', bytes: 900_000 })).toBeLessThan(50)
  expect(share(5_000, { session: 'a', url: '/_next/static/chunks/a.js' })).toBe(5_000)
})
