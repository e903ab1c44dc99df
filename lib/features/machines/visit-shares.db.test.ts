import { once } from 'node:events'
import net from 'node:net'
import { afterAll, expect, it } from 'vitest'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { createKey } from '../ssh-keys/create-key'
import { addMachines } from './add-machines'
import { checkMachine } from './check-machine'

provideTestDatabase()

const SILENT = 90
const member = (userId: string): Actor => ({ userId, role: 'member' })
const servers: net.Server[] = []
const sockets = new Set<net.Socket>()
let connectedAtOnce = 0

/** Takes connections on the loopback and says nothing. */
async function silentPort(): Promise<number> {
  const server = net.createServer((socket) => {
    sockets.add(socket)
    connectedAtOnce = Math.max(connectedAtOnce, sockets.size)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function addFor(actor: Actor, ports: readonly number[]): Promise<readonly ListedMachine[]> {
  await db().user.create({ data: { id: actor.userId, name: actor.userId, email: `${actor.userId}@example.org` } })
  const { id: sshKeyId } = await createKey(actor, { name: 'desk' })
  const list = ports.map((port, index) => `pi-${index} 127.0.0.1:${port}`).join('\n')
  return addMachines(actor, { list, loginUser: 'pi', sshKeyId })
}

afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

it('does not let the silent machines of one person keep others waiting', { timeout: scaledMs(120_000) }, async () => {
  const ports = await Promise.all(Array.from({ length: SILENT }, silentPort))
  const silent = await addFor(member('mallory'), ports)
  // Nothing listens there: refused at once, so what takes time is the wait for the turn.
  const [own] = await addFor(member('anna'), [1])
  let answered = 0
  const checks = silent.map(({ id }) =>
    checkMachine(member('mallory'), id).then(() => {
      answered += 1
    }),
  )
  await expect.poll(() => sockets.size, { timeout: scaledMs(20_000) }).toBeGreaterThan(5)
  const seen = await checkMachine(member('anna'), own?.id ?? '')
  expect(seen.findings?.[0]).toMatchObject({ id: 'reach', level: 'blocker' })
  // Nothing of the flood had to end first.
  expect(answered).toBe(0)
  expect(connectedAtOnce).toBe(6)
  // The others end soon now: each connection is refused as it comes.
  for (const server of servers.splice(0)) server.close()
  for (const socket of sockets) socket.destroy()
  await Promise.all(checks)
  expect(answered).toBe(SILENT)
})
