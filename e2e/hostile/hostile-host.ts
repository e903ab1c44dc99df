import { once } from 'node:events'
import net from 'node:net'
import ssh2 from 'ssh2'
import type { MachineRef } from '@/lib/ports/planned-machine'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { MemoryDirectory } from '@/lib/testing/fakes/memory-directory'
import { memoryVault } from '@/lib/testing/memory-vault'

/**
 * What a hostile machine does with a command; `say` resolves when there is room for more, and throws once nobody listens.
 * `end` ends it with a status.
 */
export type Misbehaviour = (
  say: (text: string, stream?: 'out' | 'err') => Promise<void>,
  end: (status: number) => void,
) => Promise<void>

const flood =
  (line: (turn: number) => string, before = '::ready 1\n', stream: 'out' | 'err' = 'out'): Misbehaviour =>
  async (say) => {
    await say(before)
    for (let turn = 0; ; turn += 1) {
      const block = Array.from({ length: 64 }, (_, index) => line(turn * 64 + index)).join('')
      await say(block, stream)
    }
  }

/** Ways of a machine to fill the memory of whoever asks it something. */
export const FLOODS = {
  'results with ever new keys': flood((turn) => `::result key${turn}=${'v'.repeat(200)}\n`),
  'a result of the contract, again and again': flood(() => `::result bootId=${'v'.repeat(1_000)}\n`),
  'a value without end': flood(() => 'v'.repeat(1_000), '::ready 1\n::result bootId='),
  'lines without end': flood((turn) => `line ${turn} ${'x'.repeat(200)}\n`),
  'a line without end': flood(() => 'x'.repeat(1_000)),
  'errors without end': flood(() => `${'e'.repeat(1_000)}\n`, '::ready 1\n', 'err'),
  'a login that greets without end': flood(() => `welcome ${'x'.repeat(1_000)}\n`, ''),
} as const satisfies Record<string, Misbehaviour>

export interface HostileHost {
  readonly machine: MachineRef
  readonly directory: MemoryDirectory
  readonly vault: ReturnType<typeof memoryVault>
  /** Connections that stand. */
  connections(): number
  close(): Promise<void>
}

/**
 * An SSH server on the loopback that lets everybody in and then misbehaves. It writes as fast as it is read, so that what
 * piles up does so at the other end.
 */
export async function startHostileHost(misbehaviour: Misbehaviour): Promise<HostileHost> {
  const hostKey = generateKeyPair('hostile')
  const vault = memoryVault()
  const keySecretId = await vault.seal(generateKeyPair('login').privateKey, { kind: 'ssh-private-key', ownerId: null })
  const clients = new Set<ssh2.Connection>()
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    // Whoever is cut off in the middle of a word notices: that is what is wanted.
    client.on('error', () => undefined)
    client.on('authentication', (attempt) => attempt.accept())
    client.on('session', (accept) => {
      accept().on('exec', (acceptCommand) => void misbehave(acceptCommand(), client, misbehaviour))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = addressOf(server.address())
  const directory = new MemoryDirectory()
  return {
    vault,
    directory,
    machine: directory.put({
      machineId: 'm1',
      name: 'pi-01',
      address: '127.0.0.1',
      port,
      user: 'root',
      keySecretId,
      sudoSecretId: null,
      hostKey: hostKey.publicKey.split(' ').slice(0, 2).join(' '),
    }),
    connections: () => clients.size,
    close: async () => {
      for (const client of clients) client.end()
      server.close()
      await once(server, 'close')
    },
  }
}

async function misbehave(channel: ssh2.ServerChannel, client: ssh2.Connection, misbehaviour: Misbehaviour) {
  let gone = false
  const leave = () => {
    gone = true
  }
  client.on('close', leave)
  channel.on('error', leave)
  const say = async (text: string, stream: 'out' | 'err' = 'out') => {
    if (gone) throw new Error('nobody listens')
    const sink = stream === 'out' ? channel : channel.stderr
    if (sink.write(text)) return
    const room = new AbortController()
    await Promise.race([once(sink, 'drain', { signal: room.signal }), once(client, 'close', { signal: room.signal })])
    room.abort()
  }
  // It ends when nobody listens any more, however that shows.
  const end = (status: number) => {
    channel.exit(status)
    channel.end()
  }
  await misbehaviour(say, end).catch(leave)
}

/** Something on the loopback that answers on a plain socket, byte by byte as it likes. */
export async function startOddSocket(
  talk: (socket: net.Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    talk(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: addressOf(server.address()).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function addressOf(address: string | net.AddressInfo | null): net.AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address
}
