import { once } from 'node:events'
import { Agent } from 'node:http'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { FLOODS, startHostileHost } from '@/e2e/hostile/hostile-host'
import { PanelClient } from '@/e2e/panel-client'
import { rawRequest } from '@/e2e/raw-request'
import type { ListedMachine } from '@/lib/contracts/machines'
import { costlyKey } from './costly-key'
import { startLyingCluster } from './lying-cluster'
import type { AttackersTask, Begin, FromAttackers } from './messages'

// A visitor, a member, machines and clusters that lie, all at once. Loopback only, and over when the time is over. They take
// breath between two attempts: the panel has to share two cores with them.
const task: AttackersTask = JSON.parse(process.argv[2] ?? '')
const SILENT = 60
const STREAMS = 300
const SLOW_HEADS = 300
const LYING_CLUSTERS = 3

process.once('disconnect', () => process.exit(1))
const client = new PanelClient(task.url, task.cookie)
const { hostname, port } = new URL(task.url)
const attempts: Record<string, number> = {}
let until = 0

const count = (name: string) => {
  attempts[name] = (attempts[name] ?? 0) + 1
}

/** The same again and again. Whatever the panel says to it is fine with an attacker. */
async function repeat(name: string, pauseMs: number, act: (turn: number) => Promise<unknown>): Promise<void> {
  for (let turn = 0; Date.now() < until; turn += 1) {
    await act(turn).catch(() => undefined)
    count(name)
    await delay(pauseMs * (0.5 + Math.random()))
  }
}

const lanes = (many: number, lane: (number: number) => Promise<void>) => Array.from({ length: many }, (_, n) => lane(n))
const somewhere = () => `127.9.${Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`

// -- a visitor

const guess = () =>
  rawRequest(task.url, '/api/auth/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7' },
    body: JSON.stringify({ email: task.email, password: `guess ${Math.random()}` }),
    localAddress: somewhere(),
  })

/** A body that never ends, until somebody cuts it off. */
async function endlessBody(): Promise<void> {
  const socket = net.connect({ host: hostname, port: Number(port), localAddress: somewhere() })
  socket.on('error', () => undefined)
  socket.resume()
  const closed = once(socket, 'close')
  socket.write(
    `POST /api/setup HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
  )
  const piece = `10000\r\n${'x'.repeat(65_536)}\r\n`
  while (!socket.destroyed && Date.now() < until) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), closed])
  }
  socket.destroy()
}

/** A head that comes a letter at a time. */
async function slowHead(): Promise<void> {
  const socket = net.connect({ host: hostname, port: Number(port), localAddress: somewhere() })
  let gone = false
  socket
    .on('error', () => undefined)
    .on('close', () => {
      gone = true
    })
  socket.write('GET / HTTP/1.1\r\nx-slow: ')
  while (!gone && Date.now() < until) {
    socket.write('s')
    await delay(2_000)
  }
  socket.destroy()
}

// -- a member, with machines that say nothing or too much

const silentServers = await Promise.all(
  Array.from({ length: SILENT }, async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }),
)
const portOf = (server: net.Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
const hostile = await Promise.all(
  Object.values(FLOODS).map(async (flood) => {
    const host = await startHostileHost(flood)
    const { port: at } = await host.directory.find(host.machine)
    return { host, port: at }
  }),
)
const lying = await Promise.all(Array.from({ length: LYING_CLUSTERS }, (_, number) => startLyingCluster(number)))

async function addMachines(): Promise<{ silent: readonly string[]; flooding: readonly string[] }> {
  const { key } = await client.call<{ key: { id: string } }>('POST', '/api/ssh-keys', { name: 'desk' })
  const lines = [
    ...silentServers.map((server, n) => `silent-${n} 127.0.0.1:${portOf(server)}`),
    ...hostile.map((one, n) => `flood-${n} 127.0.0.1:${one.port}`),
  ]
  const body = { list: lines.join('\n'), loginUser: 'pi', sshKeyId: key.id }
  const { machines } = await client.call<{ machines: readonly ListedMachine[] }>('POST', '/api/machines', body)
  const named = (prefix: string) => machines.filter(({ name }) => name.startsWith(prefix)).map(({ id }) => id)
  for (const id of named('flood')) {
    const { machine } = await client.call<{ machine: ListedMachine }>('POST', `/api/machines/${id}/check`)
    const { offeredFingerprint: fingerprint } = machine
    if (fingerprint !== undefined) await client.call('POST', `/api/machines/${id}/trust`, { fingerprint })
  }
  return { silent: named('silent'), flooding: named('flood') }
}

const check = (id: string) => client.call('POST', `/api/machines/${id}/check`)

async function holdStream(): Promise<void> {
  const stop = AbortSignal.timeout(Math.max(1, until - Date.now()))
  const answer = await fetch(`${task.url}/api/live?topics=home`, { headers: { cookie: task.cookie }, signal: stop })
  for await (const _ of answer.body ?? []);
}

const practice = (name: string) => ({
  provider: 'practice',
  name,
  machines: 5,
  speed: 20,
  apps: ['go-echo'],
  troubles: [],
})
/** Ten thousand machines in one form. */
const longList = 'x'.repeat(900_000)

const { silent, flooding } = await addMachines()
const send = (message: FromAttackers) => new Promise<void>((resolve) => process.send?.(message, () => resolve()))
process.once('message', (_: Begin) => void attack())
await send({ type: 'ready', kubeconfigs: lying.map(({ kubeconfig }) => kubeconfig) })

async function attack(): Promise<void> {
  until = Date.now() + task.seconds * 1_000
  const page = new Agent({ keepAlive: true, maxSockets: 2 })
  // What waits for a turn may wait on; nobody waits for it.
  const grace = setTimeout(
    () => void send({ type: 'ended', attempts }).then(() => process.exit(0)),
    1_000 * (task.seconds + 40),
  )
  await Promise.all([
    ...lanes(4, () => repeat('guessed passwords', 40, guess)),
    ...lanes(2, () => repeat('endless bodies', 100, endlessBody)),
    ...lanes(SLOW_HEADS, () => repeat('slow heads', 500, slowHead)),
    ...lanes(2, () => repeat('pages for nobody', 40, () => rawRequest(task.url, '/sign-in', { agent: page }))),
    ...silent.map((id) => repeat('visits of silent machines', 500, () => check(id))),
    ...flooding.map((id) => repeat('visits of machines that flood', 300, () => check(id))),
    ...lanes(2, () =>
      repeat('costly keys', 200, (turn) => {
        const body = { name: `costly-${turn}`, privateKey: costlyKey(), passphrase: 'wrong' }
        return client.call('POST', '/api/ssh-keys', body)
      }),
    ),
    ...lanes(STREAMS, () => repeat('streams', 500, holdStream)),
    ...lanes(3, (lane) =>
      repeat('practice clusters', 300, (turn) =>
        client.call('POST', '/api/clusters', practice(`siege-${lane}-${turn}`)),
      ),
    ),
    ...lanes(2, () =>
      repeat('long forms', 80, () =>
        client.call('POST', '/api/machines', { list: longList, loginUser: 'pi', sshKeyId: 'x' }),
      ),
    ),
  ])
  clearTimeout(grace)
  page.destroy()
  await send({ type: 'ended', attempts })
  process.exit(0)
}
