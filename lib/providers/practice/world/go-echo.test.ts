import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerAsGoEcho, goEchoStarts } from './go-echo'

// The same cases as demos/go-echo/echo_test.go has for the real one.

const place = { pod: 'go-echo-1', node: 'pi-01', version: '1.1.0', architecture: 'arm64' }
const lines: (string | undefined)[] = []
const server = createServer((request, response) => {
  lines.push(answerAsGoEcho(place, request, response, Date.UTC(2026, 0, 1)))
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(() => {
  server.close()
})

/** Byte by byte: `fetch` would mend what is odd. */
async function ask(path: string, method = 'GET', accept = '*/*'): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: pi-01:81\r\naccept: ${accept}\r\nconnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
const bodyOf = (answer: string) => {
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  // Chunked, unless the length was known.
  return /transfer-encoding: chunked/i.test(answer) ? (/^[0-9a-f]+\r\n([\s\S]*?)\r\n0\r\n/.exec(body)?.[1] ?? '') : body
}

it.each([
  ['/?hello', 'hello\n'],
  ['/?a+b%20c', 'a b c\n'],
  ['/?100%', '100%\n'],
  ['/?%zz+x', '%zz+x\n'],
  ['/any/path?x=1&y', 'x=1&y\n'],
  ['/?%3Cscript%3E', '<script>\n'],
  ['/?%ff', '\u00ff\n'],
  ['/healthz', 'ok\n'],
])('answers %s', async (path, body) => {
  const answer = await ask(path)
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(bodyOf(answer)).toBe(body)
  expect(answer).toMatch(/^x-pod: go-echo-1\r$/im)
  expect(answer).toMatch(/^x-node: pi-01\r$/im)
  expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im)
})

it('greets who asks nothing, and says how to ask', async () => {
  expect(bodyOf(await ask('/'))).toBe(
    'go-echo 1.1.0 is running.\n\npod   go-echo-1\nnode  pi-01\narch  arm64\n\nIt answers with what you ask: http://pi-01:81/?hello\n',
  )
})

it('shows a browser the page of the real one', async () => {
  const page = bodyOf(await ask('/', 'GET', 'text/html,*/*'))
  for (const text of ['<dd>go-echo-1</dd>', '<dd>pi-01</dd>', '<dd>arm64</dd>', 'pi-01:81/?hello']) {
    expect(page).toContain(text)
  }
  expect(page).not.toContain('{{')
  expect(await ask('/page/page.js')).toMatch(/^content-type: text\/javascript/im)
  expect(bodyOf(await ask('/page/page.css'))).toContain('color-scheme')
})

it('says all as JSON', async () => {
  const answer = await ask('/json')
  expect(answer).toMatch(/^content-type: application\/json\r$/im)
  expect(JSON.parse(bodyOf(answer))).toEqual(place)
})

it('takes nothing', async () => {
  expect(await ask('/?x', 'POST')).toMatch(/^HTTP\/1\.1 405 /)
})

it('logs requests as the real one does, and no health checks', async () => {
  lines.length = 0
  await ask('/healthz')
  await ask('/p?q')
  expect(lines[0]).toBeUndefined()
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'INFO', msg: 'request', path: '/p', query: 'q' })
  expect(JSON.parse(goEchoStarts(place, 0))).toMatchObject({ msg: 'go-echo listens', pod: 'go-echo-1', node: 'pi-01' })
})
