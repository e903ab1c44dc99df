import { once } from 'node:events'
import net from 'node:net'

/** A TCP relay that can be cut like a cable, or fall silent like a machine that froze. */
export interface NetworkCable {
  readonly port: number
  /** How many connections were made through it. */
  readonly connections: number
  /** Ends every connection and refuses new ones until `mend`. */
  cut(): void
  /** Ends every connection; new ones work. */
  drop(): void
  /** Keeps connections open but passes nothing on, in either direction. */
  freeze(): void
  mend(): void
  close(): Promise<void>
}

export async function networkCable(toPort: number, toHost = '127.0.0.1'): Promise<NetworkCable> {
  const sockets = new Set<net.Socket>()
  let state: 'whole' | 'cut' | 'frozen' = 'whole'
  let connections = 0
  const server = net.createServer((near) => {
    connections += 1
    if (state === 'cut') return void near.resetAndDestroy()
    const far = net.connect({ host: toHost, port: toPort, noDelay: true })
    near.setNoDelay(true)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
      if (state === 'frozen') from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const drop = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: address.port,
    get connections() {
      return connections
    },
    cut() {
      state = 'cut'
      drop()
    },
    drop,
    freeze() {
      state = 'frozen'
      for (const socket of sockets) socket.pause()
    },
    mend() {
      state = 'whole'
      for (const socket of sockets) socket.resume()
    },
    async close() {
      drop()
      server.close()
      await once(server, 'close')
    },
  }
}
