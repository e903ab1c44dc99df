import { connect, createServer, type Server, type Socket } from 'node:net'
import type { BalancerConfigState } from '@/lib/providers/practice/cloud/cloud-account'
import { mustRun } from '../hosts/run-command'

interface Door {
  readonly server: Server
  nodes: readonly string[]
}

/** A NodeBalancer: one more address on the lab's bridge, with a TCP proxy for each of its ports. */
export class LabBalancer {
  private readonly address: string
  private readonly bridge: string
  private readonly errors: unknown[]
  private readonly doors = new Map<number, Door>()
  private readonly sockets = new Set<Socket>()
  private work: Promise<void>
  private turn = 0

  constructor(address: string, bridge: string, errors: unknown[]) {
    this.address = address
    this.bridge = bridge
    this.errors = errors
    this.work = mustRun('ip', ['address', 'add', `${address}/32`, 'dev', bridge]).then(() => undefined)
    this.work.catch((error: unknown) => void errors.push(error))
  }

  /** Opens these ports, and closes all others. */
  settle(configs: readonly BalancerConfigState[]): void {
    const wanted = new Map(configs.map(({ port, nodes }) => [port, nodes.map(({ address }) => address)]))
    this.queue(async () => {
      for (const [port, door] of this.doors) if (!wanted.has(port)) await this.shut(port, door)
      for (const [port, nodes] of wanted) {
        const door = this.doors.get(port)
        if (door === undefined) await this.open(port, nodes)
        else door.nodes = nodes
      }
    })
  }

  async settled(): Promise<void> {
    await this.work
  }

  /** Its address goes with the last of its ports. */
  async close(): Promise<void> {
    this.queue(async () => {
      for (const [port, door] of this.doors) await this.shut(port, door)
      await mustRun('ip', ['address', 'del', `${this.address}/32`, 'dev', this.bridge])
    })
    await this.work
  }

  private queue(act: () => Promise<void>): void {
    this.work = this.work.then(act).catch((error: unknown) => void this.errors.push(error))
  }

  private async open(port: number, nodes: readonly string[]): Promise<void> {
    const server = createServer((client) => this.pass(client, door))
    const door: Door = { server, nodes }
    this.doors.set(port, door)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, this.address, () => resolve())
    })
  }

  private async shut(port: number, { server }: Door): Promise<void> {
    this.doors.delete(port)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  /** One after another; one that does not answer breaks the connection, as a machine that is down would. */
  private pass(client: Socket, { nodes }: Door): void {
    this.turn += 1
    const [host = '', port = ''] = (nodes[this.turn % nodes.length] ?? '').split(':')
    if (host === '') return void client.destroy()
    const backend = connect({ host, port: Number(port) })
    for (const [socket, other] of [
      [client, backend],
      [backend, client],
    ] as const) {
      this.sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        other.destroy()
      })
    }
    client.pipe(backend)
    backend.pipe(client)
  }
}
