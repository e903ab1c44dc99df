import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PortRange {
  readonly first: number
  readonly last: number
}

export interface DoorsOptions {
  /** Address to listen on. */
  readonly host: string
  /** Undefined: any free port. */
  readonly range: PortRange | undefined
  readonly onError: (error: unknown) => void
}

/** What stands behind a door. */
export type DoorKeeper = (request: IncomingMessage, response: ServerResponse) => void

/** Listening costs a file each: so many for one person, and for all. */
const MOST_A_PERSON = 200
const MOST = 600
/** People who ask at one door at the same time. */
const MOST_CONNECTIONS = 64

interface Door {
  readonly server: Server
  readonly port: number
}

/**
 * Real ports at which the services of practice machines answer: a practice machine has no address that anybody could
 * reach, so each port that its service load balancer opens has a real one on this machine.
 */
export class Doors {
  private readonly options: DoorsOptions
  private readonly open = new Map<string, Promise<Door>>()
  /** Of each open one. */
  private readonly owners = new Map<string, string>()

  constructor(options: DoorsOptions) {
    this.options = options
  }

  /**
   * Opens a door, or finds it open.
   * @param ownerId whose cluster it is
   * @param wanted the port that it had before
   * @returns the real port
   */
  async at(name: string, ownerId: string, wanted: number | undefined, keeper: DoorKeeper): Promise<number> {
    const known = this.open.get(name)
    if (known !== undefined) return (await known).port
    const own = [...this.owners.values()].filter((owner) => owner === ownerId).length
    if (own >= MOST_A_PERSON || this.open.size >= MOST)
      throw new Error(`practice clusters of one person open ${MOST_A_PERSON} ports at most, and all together ${MOST}`)
    const opening = this.listen(wanted, keeper)
    this.open.set(name, opening)
    this.owners.set(name, ownerId)
    try {
      return (await opening).port
    } catch (error) {
      this.open.delete(name)
      this.owners.delete(name)
      throw error
    }
  }

  has(name: string): boolean {
    return this.open.has(name)
  }

  async close(name: string): Promise<void> {
    const door = this.open.get(name)
    this.open.delete(name)
    this.owners.delete(name)
    const opened = await door?.catch(() => undefined)
    if (opened === undefined) return
    await new Promise<void>((resolve) => {
      opened.server.close(() => resolve())
      opened.server.closeAllConnections()
    })
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.open.keys()].map((name) => this.close(name)))
  }

  private async listen(wanted: number | undefined, keeper: DoorKeeper): Promise<Door> {
    for (const port of this.candidates(wanted)) {
      const door = await this.tryPort(port, keeper)
      if (door !== undefined) return door
    }
    throw new Error('no port is free for an app of a practice cluster: widen BUZZCRATE_PRACTICE_APP_PORTS')
  }

  private *candidates(wanted: number | undefined): Generator<number> {
    const { range } = this.options
    if (wanted !== undefined) yield wanted
    if (range === undefined) yield 0
    else for (let port = range.first; port <= range.last; port++) yield port
  }

  /** Undefined when another program has the port. */
  private tryPort(port: number, keeper: DoorKeeper): Promise<Door | undefined> {
    const server = createServer({ keepAliveTimeout: 5_000 }, keeper)
    server.maxConnections = MOST_CONNECTIONS
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
        else reject(error)
      }
      server.once('error', onError)
      server.listen(port, this.options.host, () => {
        server.off('error', onError)
        server.on('error', this.options.onError)
        resolve({ server, port: (server.address() as AddressInfo).port })
      })
    })
  }
}
