import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type StatusError, statusErrors } from '../kube-api/status-error'
import { sameText } from './access-tokens'
import { type ServedApi, serveKubeRequest } from './kube-http'
import type { PracticeCertificate } from './practice-certificate'

/** A cluster as the server finds it by its id. */
export interface ServedCluster extends ServedApi {
  readonly token: string
  /** False while the machine with the API is cut off or off: connections break. */
  answers(): boolean
}

export interface PracticeServerOptions {
  readonly certificate: Pick<PracticeCertificate, 'certificate' | 'key'>
  /** Whether it is the token for this cluster, existing or not: so that strangers do not make anybody look for it. */
  readonly isToken?: (clusterId: string, token: string) => boolean
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

  constructor(options: PracticeServerOptions) {
    this.options = options
    const { certificate: cert, key } = options.certificate
    this.server = createServer({ cert, key, keepAliveTimeout: 60_000 }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.options.onError(error)
        response.destroy()
      })
    })
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
    const mayBe = id !== undefined && this.options.isToken?.(id, bearerOf(request)) !== false
    const cluster = mayBe ? await this.options.cluster(id) : undefined
    // Whoever has no token for a cluster does not learn whether it exists.
    if (cluster === undefined || !sameText(bearerOf(request), cluster.token))
      return refuse(response, statusErrors.unauthorized())
    if (!cluster.answers()) return void response.destroy()
    await serveKubeRequest(cluster, rest ?? '/', request, response)
  }
}

export const bearerOf = (request: IncomingMessage): string =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''

const BASE = 'https://practice'

function refuse(response: ServerResponse, { code, status }: StatusError): void {
  const text = JSON.stringify(status)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
