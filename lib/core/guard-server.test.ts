import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { guardServer, type ServerLimits } from './guard-server'

const LIMITS: ServerLimits = {
  bodyBytes: 1_000,
  bodyMs: 150,
  uploadSilenceMs: 150,
  headMs: 1_000,
  connections: 100,
  idleConnections: 10,
  leastIdleMs: 0,
  connectionsByAddress: 3,
  lastWordsMs: 50,
}

let server: Server
const sockets: net.Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.closeAllConnections()
  server.close()
})

/** Answers with the number of bytes that came; `/early` answers before they came, `/file` as Next sends a file. */
const count: RequestListener = async (request, response) => {
  if (request.url?.startsWith('/file')) {
    response.setHeader('x-file-bytes', '9')
    if (request.url === '/file-packed') response.setHeader('content-encoding', 'gzip')
    if (request.method !== 'HEAD') response.write('nine ')
    response.end(request.method === 'HEAD' ? undefined : 'byte')
    return
  }
  if (request.url === '/early') {
    response.end('early')
    return
  }
  // Whoever was cut off is answered already.
  const body = await text(request).catch(() => undefined)
  if (!response.headersSent && body !== undefined) response.end(String(body.length))
}

async function start(handler: RequestListener = count): Promise<number> {
  server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  guardServer(server, {
    limits: LIMITS,
    isUpload: (request: IncomingMessage) => request.url === '/upload',
    mayAsk: (request: IncomingMessage) => request.url !== '/too-often',
    isProxy: (address) => address === '127.0.0.9',
    upgrades: false,
  })
  return (server.address() as AddressInfo).port
}

async function connect(port: number, localAddress = '127.0.0.1'): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port, localAddress })
  sockets.push(socket)
  // A connection that is cut off is what these tests are about.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const head = (path: string, more: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n\r\n`
const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`

/** All that comes until the connection is closed by the server. */
async function untilClosed(socket: net.Socket): Promise<string> {
  let said = ''
  socket.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
  return said
}

it('answers 413 to a body that has no end, reads no more of it, and closes', async () => {
  const socket = await connect(await start())
  const closed = untilClosed(socket)
  let sent = 0
  socket.write(head('/', 'transfer-encoding: chunked'))
  const pour = () => {
    while (!socket.destroyed && sent < 1_000_000_000 && socket.write(chunk(100))) sent += 100
  }
  socket.on('drain', pour)
  pour()
  expect(await closed).toMatch(/^HTTP\/1\.1 413 [\s\S]*"too-large"/)
  // What the kernel's buffers took, not what somebody read.
  expect(sent).toBeLessThan(100_000_000)
})

it('answers 413 to single bytes long before they are as many as a body may have', async () => {
  const socket = await connect(await start())
  const closed = untilClosed(socket)
  socket.write(`${head('/', 'transfer-encoding: chunked')}${chunk(1).repeat(10)}`)
  expect(await closed).toMatch(/^HTTP\/1\.1 413 /)
})

it('answers 413 to a length that is too large before anything of it came', async () => {
  const socket = await connect(await start())
  const closed = untilClosed(socket)
  socket.write(head('/', 'content-length: 1001'))
  expect(await closed).toMatch(/^HTTP\/1\.1 413 /)
})

it('answers 408 to a body that takes too long, byte by byte or not at all', async () => {
  const port = await start()
  const silent = await connect(port)
  const slow = await connect(port)
  const all = Promise.all([untilClosed(silent), untilClosed(slow)])
  silent.write(head('/', 'content-length: 10'))
  slow.write(head('/', 'transfer-encoding: chunked'))
  const drip = setInterval(() => slow.write(chunk(1)), 60)
  slow.once('close', () => clearInterval(drip))
  for (const said of await all) expect(said).toMatch(/^HTTP\/1\.1 408 [\s\S]*"too-slow"/)
})

it('answers 429 to whoever has asked for too much, reads nothing of it, and goes on with the next request', async () => {
  const socket = await connect(await start())
  socket.write('GET /too-often HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(String(await once(socket, 'data'))).toMatch(
    /^HTTP\/1\.1 429 [\s\S]*retry-after: 1\r\n[\s\S]*"too-many-requests"/i,
  )
  socket.write('GET /early HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /)
  const closed = untilClosed(socket)
  socket.write(`${head('/too-often', 'transfer-encoding: chunked')}${chunk(10)}`)
  expect(await closed).toMatch(/^HTTP\/1\.1 429 /)
})

it('closes when the answer is out and the body goes on', async () => {
  const socket = await connect(await start())
  const closed = untilClosed(socket)
  socket.write(`${head('/early', 'transfer-encoding: chunked')}${chunk(10)}`)
  expect(await closed).toMatch(/early$/)
})

it('lets files of any size through while they move, and ends what stands still', async () => {
  const port = await start()
  const large = await fetch(`http://127.0.0.1:${port}/upload`, { method: 'POST', body: 'x'.repeat(1_000_000) })
  expect(await large.text()).toBe('1000000')
  const stuck = await connect(port)
  const closed = untilClosed(stuck)
  stuck.write(`${head('/upload', 'content-length: 10')}x`)
  expect(await closed).toBe('')
})

it('holds no connection open for a protocol that nobody speaks', async () => {
  const port = await start()
  server.on('upgrade', () => undefined)
  const socket = await connect(port)
  socket.write('GET /early HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/)
})

it('leaves requests within the limits alone, one after another on one connection', async () => {
  const socket = await connect(await start())
  let said = ''
  socket.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  const fits = `${head('/', 'content-length: 1000')}${'x'.repeat(1_000)}`
  socket.write(fits + fits)
  await expect.poll(() => said.match(/\r\n\r\n1000/g)?.length).toBe(2)
})

it('gives one address no more than its share of connections, except a proxy', async () => {
  const port = await start()
  const open = await Promise.all(Array.from({ length: 3 }, () => connect(port, '127.0.0.7')))
  expect(await untilClosed(await connect(port, '127.0.0.7'))).toBe('')
  // Others, and a proxy with everybody behind it, are not held up by that.
  for (const address of ['127.0.0.8', ...Array.from({ length: 5 }, () => '127.0.0.9')]) {
    const socket = await connect(port, address)
    socket.write('GET /early HTTP/1.1\r\nhost: x\r\n\r\n')
    expect(String((await once(socket, 'data'))[0])).toContain('200')
  }
  open[0]?.destroy()
  await expect
    .poll(async () => {
      const again = await connect(port, '127.0.0.7')
      again.write('GET /early HTTP/1.1\r\nhost: x\r\n\r\n')
      return untilFirst(again)
    })
    .toContain('200')
})

it('lets go of connections that wait for a next request before there are too many, and of no others', async () => {
  const held = later<() => void>()
  const port = await start((request, response) => {
    if (request.url === '/held') held.resolve(() => response.end('held'))
    else response.end('at once')
  })
  const busy = await connect(port, '127.0.0.9')
  busy.write('GET /held HTTP/1.1\r\nhost: x\r\n\r\n')
  const letGo = await held.promise
  const idle: net.Socket[] = []
  for (let number = 0; number < 10; number += 1) {
    const socket = await connect(port, '127.0.0.9')
    socket.write('GET /early HTTP/1.1\r\nhost: x\r\n\r\n')
    await once(socket, 'data')
    idle.push(socket)
  }
  const fresh = await connect(port, '127.0.0.8')
  fresh.write('GET /early HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(await untilFirst(fresh)).toContain('200')
  // Twelve in all, so two too many: those that waited longest, and not the one whose request goes on.
  await expect.poll(() => idle.filter((socket) => socket.destroyed).length).toBe(2)
  expect(idle.map((socket) => socket.destroyed).indexOf(false)).toBe(2)
  letGo()
  expect(await untilFirst(busy)).toContain('held')
})

function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const untilFirst = (socket: net.Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (piece: Buffer) => resolve(piece.toString()))
    socket.once('close', () => resolve('closed'))
  })

it('says how long a file is, to who only looks as well, and not of one that is compressed on the way', async () => {
  const port = await start()
  const asked = async (path: string, method: string) => {
    const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { connection: 'close' } })
    return [headers.get('content-length'), headers.get('transfer-encoding'), headers.get('x-file-bytes')]
  }
  expect(await asked('/file', 'HEAD')).toEqual(['9', null, null])
  expect(await asked('/file', 'GET')).toEqual(['9', null, null])
  expect((await asked('/file-packed', 'HEAD'))[0]).toBeNull()
})
