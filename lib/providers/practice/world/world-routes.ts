import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { toFailure } from '@/lib/core/errors'
import { PRACTICE_TROUBLES } from '@/lib/shared/practice/practice-troubles'
import { sameText } from '../host/access-tokens'
import { readBody } from '../host/kube-http'
import { bearerOf } from '../host/practice-server'
import { MachineOperation } from '../machines/machine-operation'
import type { PersonCloud } from './person-cloud'
import type { SimulatedCluster } from './simulated-cluster'

/** What other processes ask of the world, by the last part of `/world/clusters/<id>/<what>`. */
export const WorldRequest = {
  operate: z.object({ machineId: z.string(), operation: MachineOperation }),
  state: z.object({}),
  trouble: z.object({ machineId: z.string(), trouble: z.literal([...PRACTICE_TROUBLES, 'none']) }),
  /** The machine by its name. */
  door: z.object({ machine: z.string(), port: z.number().int() }),
  release: z.object({ machineId: z.string() }),
} as const
export type WorldVerb = keyof typeof WorldRequest

/** Lines of the answer, JSON each. The last one is `answer` or `failure`. */
export type WorldLine =
  | { readonly line: string }
  | { readonly sentBytes: number }
  | { readonly answer: unknown }
  | { readonly failure: ReturnType<typeof toFailure> }

/** What other processes ask of a person's cloud, at `/world/clouds/<owner>`: one request of Linode's API. */
export const CloudCall = z.object({
  method: z.string().max(10),
  path: z.string().max(300),
  query: z.string().max(1_000),
  filter: z.string().max(1_000).optional(),
  body: z.string().max(200_000),
  pace: z.number(),
})

export interface WorldRoutesOptions {
  readonly token: string
  readonly find: (clusterId: string) => Promise<SimulatedCluster | undefined>
  readonly remove: (clusterId: string) => Promise<void>
  readonly cloud: (ownerId: string) => Promise<PersonCloud>
}

/** The thin exchange by which the panel's other processes reach practice machines. */
export function worldRoutes({ token, find, remove, cloud }: WorldRoutesOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!sameText(bearerOf(request), token)) return void response.writeHead(401).end()
    const [, ownerId] = /^\/world\/clouds\/([\w-]{1,64})$/.exec(request.url ?? '') ?? []
    if (ownerId !== undefined) return answerCloud(await cloud(ownerId), request, response)
    const [, clusterId, verb] = /^\/world\/clusters\/([\w-]{1,64})\/(\w+)$/.exec(request.url ?? '') ?? []
    const cluster = clusterId === undefined ? undefined : await find(clusterId)
    if (clusterId === undefined || verb === undefined || !isVerb(verb)) return void response.writeHead(404).end()
    // A machine that is gone already was released before.
    if (cluster === undefined && verb !== 'release') return void response.writeHead(404).end()
    const body: unknown = JSON.parse((await readBody(request))?.toString('utf8') ?? 'null')
    const gone = new AbortController()
    response.on('close', () => gone.abort(new Error('the asker went away')))
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.flushHeaders()
    const say = (line: WorldLine) => void response.write(`${JSON.stringify(line)}\n`)
    try {
      const answer = cluster === undefined ? {} : await HANDLERS[verb](cluster, body, say, gone.signal)
      if (verb === 'release' && (answer as { last?: boolean }).last === true) await remove(clusterId)
      say({ answer })
    } catch (error) {
      if (gone.signal.aborted) return
      say({ failure: toFailure(error) })
    }
    response.end()
  }
}

async function answerCloud(cloud: PersonCloud, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: unknown = JSON.parse((await readBody(request))?.toString('utf8') ?? 'null')
  const { query, filter, ...call } = CloudCall.parse(body)
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  try {
    const answer = await cloud.answer({ ...call, filter, query: new URLSearchParams(query) })
    response.end(`${JSON.stringify({ answer } satisfies WorldLine)}\n`)
  } catch (error) {
    response.end(`${JSON.stringify({ failure: toFailure(error) } satisfies WorldLine)}\n`)
  }
}

const isVerb = (text: string): text is WorldVerb => text in WorldRequest

type Handler = (
  cluster: SimulatedCluster,
  body: unknown,
  say: (line: WorldLine) => void,
  signal: AbortSignal,
) => Promise<unknown>

const HANDLERS = {
  async operate(cluster, body, say, signal) {
    const { machineId, operation } = WorldRequest.operate.parse(body)
    const events = { onLine: (line: string) => say({ line }), onProgress: (sentBytes: number) => say({ sentBytes }) }
    return cluster.operate(machineId, operation, events, signal)
  },
  async state(cluster) {
    return cluster.state()
  },
  async trouble(cluster, body) {
    const { machineId, trouble } = WorldRequest.trouble.parse(body)
    await cluster.setTrouble(machineId, trouble === 'none' ? undefined : trouble)
    return cluster.state()
  },
  async door(cluster, body) {
    const { machine, port } = WorldRequest.door.parse(body)
    return { url: await cluster.doorOf(machine, port) }
  },
  async release(cluster, body) {
    return { last: await cluster.remove(WorldRequest.release.parse(body).machineId) }
  },
} as const satisfies Record<WorldVerb, Handler>
