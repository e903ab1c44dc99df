import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { rawRequest } from '@/e2e/raw-request'
import { endpoints } from '@/lib/contracts/endpoints'
import { scaledMs } from '@/lib/testing/pace'

const MIB = 1_048_576
/** What a flood may cost web: some megabytes of buffers, and what the garbage collector has not looked at yet. */
const MOST_MORE_BYTES = 200 * MIB

let panel: TestPanel
const sockets = new Set<net.Socket>()

beforeAll(async () => {
  panel = await startPanel()
  await createFirstAccount(panel)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await panel?.stop()
})

/** Addresses that take a form from anybody, and one that is a page. */
const OPEN = [
  ...Object.entries(endpoints).flatMap(([address, endpoint]) =>
    endpoint.action === 'public' && 'body' in endpoint ? [address] : [],
  ),
  'POST /sign-in',
]

/** @returns resident memory of web now, in bytes */
function webBytes(): number {
  const status = readFileSync(`/proc/${panel.pid('web')}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Does the work, and returns by how much web grew at its largest meanwhile. */
async function grownBytes(work: () => Promise<unknown>): Promise<number> {
  const before = webBytes()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, webBytes())
  }, 20)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return Math.max(most, webBytes()) - before
}

async function connect(localAddress: string): Promise<net.Socket> {
  const { port } = new URL(panel.url)
  const socket = net.connect({ host: '127.0.0.1', port: Number(port), localAddress })
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  // A connection that the panel cuts off is what these tests are about.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function untilClosed(socket: net.Socket): Promise<string> {
  let said = ''
  socket.on('data', (piece: Buffer) => {
    if (said.length < 10_000) said += piece.toString()
  })
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
  return said
}

/** Sends the head, then pieces for as long as the panel takes them. Resolves when it hangs up. */
async function pour(head: string, piece: string | Buffer, mostBytes: number): Promise<{ said: string; sent: number }> {
  const socket = await connect('127.0.0.2')
  const closed = untilClosed(socket)
  let sent = 0
  const more = () => {
    while (!socket.destroyed && sent < mostBytes) {
      sent += piece.length
      if (!socket.write(piece)) return
    }
  }
  socket.on('drain', more)
  socket.write(head)
  more()
  return { said: await closed, sent }
}

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n`
const chunkedHead = (address: string) =>
  lines(`${address} HTTP/1.1`, 'host: x', 'content-type: application/json', 'transfer-encoding: chunked', '')

const healthy = async () => expect((await rawRequest(panel.url, '/api/health')).status).toBe(200)

it('has public addresses that take a body', () => {
  expect(OPEN).toContain('POST /api/auth/sign-in')
  expect(OPEN.length).toBeGreaterThan(4)
})

it.each(OPEN)('reads no more of a body without end than a form has: %s', async (address) => {
  const piece = `10000\r\n${'x'.repeat(65_536)}\r\n`
  const grown = await grownBytes(async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => pour(chunkedHead(address), piece, 400 * MIB)))
    for (const { said, sent } of all) {
      expect(sent).toBeLessThan(100 * MIB)
      if (address.includes('/api/')) expect(said).toMatch(/^HTTP\/1\.1 413 [\s\S]*"too-large"/)
    }
  })
  expect(grown).toBeLessThan(MOST_MORE_BYTES)
  await healthy()
})

it('pays no more for a body in pieces of one byte', async () => {
  const piece = '1\r\nx\r\n'.repeat(2_000)
  const grown = await grownBytes(() =>
    Promise.all(Array.from({ length: 4 }, () => pour(chunkedHead('POST /api/auth/sign-in'), piece, 20 * MIB))),
  )
  expect(grown).toBeLessThan(MOST_MORE_BYTES)
  await healthy()
})

it('unpacks nothing that is sent compressed', async () => {
  const packed = gzipSync(Buffer.alloc(500 * MIB, ' '))
  expect(packed.byteLength).toBeLessThan(MIB)
  const grown = await grownBytes(async () => {
    const answer = await fetch(`${panel.url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: packed,
    })
    expect(answer.status).toBe(400)
    expect((await answer.json()).error.userMessage).toContain('compressed')
  })
  expect(grown).toBeLessThan(MOST_MORE_BYTES)
})

it('takes no lengths that it would not read', async () => {
  const head = lines(
    'POST /api/setup HTTP/1.1',
    'host: x',
    'content-type: application/json',
    'content-length: 9999999999',
    '',
  )
  expect((await pour(head, 'x', 0)).said).toMatch(/^HTTP\/1\.1 413 /)
})

it.each([
  [
    'headers without end',
    lines('GET / HTTP/1.1', 'host: x'),
    'x-flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n',
  ],
  ['one header without end', `${lines('GET / HTTP/1.1', 'host: x')}x-flood: `, 'a'.repeat(10_000)],
  ['an address without end', 'GET /', 'a'.repeat(10_000)],
  [
    'trailers without end',
    `${chunkedHead('POST /api/auth/sign-in')}2\r\n{}\r\n0\r\n`,
    `x-${'t'.repeat(100)}: ${'a'.repeat(900)}\r\n`,
  ],
  ['chunk extensions without end', `${chunkedHead('POST /api/auth/sign-in')}1;`, 'a=b;'.repeat(2_000)],
])('hangs up on %s', async (_, head, piece) => {
  const grown = await grownBytes(async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => pour(head, piece, 200 * MIB)))
    for (const { said, sent } of all) {
      expect(sent).toBeLessThan(100 * MIB)
      expect(said).not.toMatch(/^HTTP\/1\.1 200/)
    }
  })
  expect(grown).toBeLessThan(MOST_MORE_BYTES)
  await healthy()
})

it('is there for others while one address holds all the connections that it can get, and hangs up on those that say nothing', async () => {
  const held: net.Socket[] = []
  const grown = await grownBytes(async () => {
    // Read, or the end of a connection would not be seen.
    for (let number = 0; number < 1_500; number += 1) held.push((await connect('127.0.0.3')).resume())
    await expect.poll(() => held.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(1_000)
    await healthy()
  })
  expect(grown).toBeLessThan(MOST_MORE_BYTES)
  // Asks for a protocol that nobody speaks: answered as if it had not, and then kept for as long as any other.
  const asking = await connect('127.0.0.4')
  asking.write('GET /no/such/page HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  expect(String(await once(asking, 'data'))).toMatch(/^HTTP\/1\.1 307 /)
  // Heads and bodies that begin and never end, of another address.
  const began = [
    'GET / HTTP/1.1\r\n',
    `${chunkedHead('POST /api/auth/sign-in')}1\r\nx\r\n`,
    `${chunkedHead('POST /sign-in')}`,
  ]
  for (const text of began) {
    const socket = await connect('127.0.0.4')
    socket.resume()
    socket.write(text)
    held.push(socket)
  }
  const deadline = { timeout: scaledMs(100_000), interval: 200 }
  await expect.poll(() => held.filter((socket) => !socket.destroyed).length, deadline).toBe(0)
  await healthy()
})
