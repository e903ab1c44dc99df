import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type StatusError, statusErrors } from '../kube-api/status-error'
import { sameText } from './access-tokens'
import { type ServedApi, serveKubeRequest } from './kube-http'
import { OpenExchanges } from './open-exchanges'
import type { PracticeCertificate } from './practice-certificate'

/** A cluster as the server finds it by its id. */
export interface ServedCluster extends ServedApi {
  readonly token: string
  /** False while the machine with the API is cut off or off: connections break. */
  answers(): boolean
}

/** Whose token somebody shows. `ended`: it was right once. */
export type Access = 'panel' | 'person' | 'ended' | 'stranger'

export interface PracticeServerOptions {
  readonly certificate: Pick<PracticeCertificate, 'certificate' | 'key'>
  /** Whose token it is, whether the cluster exists or not. By default only the cluster's own token opens it. */
  readonly access?: (clusterId: string, token: string) => Promise<Access>
  /** The cluster with this id; undefined when there is none, or none any more. */
  readonly cluster: (clusterId: string) => Promise<ServedCluster | undefined>
  /** Everything under `/world/`: for other processes of the panel. Does its own authentication. */
  readonly world?: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  readonly onError: (error: unknown) => void
}

/** Path under which a cluster's API stands on the one port. */
export const clusterPrefix = (clusterId: string): string => `/clusters/${clusterId}`

/** All practice clusters of a panel behind one HTTPS port, each under its own prefix with its own bearer token. */
export class PracticeServer {
  private readonly options: PracticeServerOptions
  private readonly server: Server
  private readonly exchanges = new OpenExchanges()
  private readonly looking: ReturnType<typeof setInterval>

  constructor(options: PracticeServerOptions) {
    this.options = options
    const { certificate: cert, key } = options.certificate
    this.server = createServer({ cert, key, keepAliveTimeout: 60_000 }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.options.onError(error)
        response.destroy()
      })
    })
    // Whoever sends slowly holds something meanwhile.
    this.server.requestTimeout = REQUEST_MS
    this.looking = setInterval(() => {
      this.exchanges.look().catch((error: unknown) => this.options.onError(error))
    }, LOOK_MS)
    this.looking.unref()
    // A stranger's handshake that breaks off is nobody's trouble.
    this.server.on('tlsClientError', () => undefined)
  }

  /** @returns the port; rejects with `EADDRINUSE` when another program has it */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => {
        this.server.off('error', reject)
        this.server.on('error', this.options.onError)
        resolve((this.server.address() as AddressInfo).port)
      })
    })
  }

  close(): Promise<void> {
    clearInterval(this.looking)
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.url ?? '/'
    if (!URL.canParse(address, BASE)) return refuse(response, statusErrors.badRequest('invalid request address'))
    const { pathname } = new URL(address, BASE)
    if (this.options.world !== undefined && pathname.startsWith('/world/')) return this.options.world(request, response)
    const [, id, rest] = /^\/clusters\/([\w-]{1,64})(\/.*)?$/.exec(pathname) ?? []
    const token = bearerOf(request)
    const access = id === undefined ? 'stranger' : await this.accessOf(id, token)
    if (access === 'ended') return refuse(response, statusErrors.accessEnded())
    const cluster = id === undefined || access === 'stranger' ? undefined : await this.options.cluster(id)
    // Whoever has no token for a cluster does not learn whether it exists.
    if (id === undefined || cluster === undefined) return refuse(response, statusErrors.unauthorized())
    if (!cluster.answers()) return void response.destroy()
    const hasBody = request.headers['content-length'] !== '0' && !BODILESS.has(request.method ?? 'GET')
    const mayGoOn = async () => access === 'panel' || (await this.accessOf(id, token)) === 'person'
    const bodyCame = access === 'panel' ? () => undefined : this.exchanges.admit(id, response, hasBody, mayGoOn)
    if (bodyCame === undefined) return refuse(response, statusErrors.tooManyRequests(1))
    await serveKubeRequest({ ...cluster, bodyCame }, rest ?? '/', request, response)
  }

  private async accessOf(id: string, token: string): Promise<Access> {
    if (this.options.access !== undefined) return this.options.access(id, token)
    const cluster = await this.options.cluster(id)
    return cluster !== undefined && sameText(token, cluster.token) ? 'panel' : 'stranger'
  }
}

export const bearerOf = (request: IncomingMessage): string =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const REQUEST_MS = 60_000
/** How late an open stream ends after its access has. */
const LOOK_MS = 3_000
const BASE = 'https://practice'

function refuse(response: ServerResponse, { code, status }: StatusError): void {
  const text = JSON.stringify(status)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
