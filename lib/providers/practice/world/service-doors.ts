import type { IncomingMessage, ServerResponse } from 'node:http'
import { isReady } from '../controllers/practice-world'
import { CLUSTER_BOUNDS } from '../kube-api/cluster-bounds'
import { listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import type { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { selectorMatcher } from '../kube-api/selectors'
import type { PracticeMachine } from '../machines/practice-machine'
import type { Front } from './balancer-fronts'
import type { Doors } from './doors'
import { answerAsGoEcho, type EchoAbout, goEchoStarts } from './go-echo'
import type { PodLogs } from './pod-logs'
import { isBrowser } from './sightings'

export interface ServiceDoorsOptions {
  readonly doors: Doors
  readonly ownerId: string
  /** Real ports from before a restart, by machine or balancer. */
  readonly known: (front: string) => Readonly<Record<string, number>> | undefined
  readonly logs: PodLogs
  readonly machineOn: (node: string) => PracticeMachine | undefined
  /** Answers a request in the cluster's turn: anybody may ask, as often as they like. */
  readonly turn: (work: () => void) => Promise<void>
  /** A machine has other real ports than before. */
  readonly onOpened: (front: Front, ports: Readonly<Record<string, number>>) => void
  /** An app answered somebody's browser. */
  readonly onAnswered: (app: string) => void
  readonly onError: (error: unknown) => void
}

/** A slow machine lets people wait. */
const SLOW_ANSWER_MS = 1_500
const NOT_SIMULATED =
  'This is a practice cluster: it shows how Kubernetes runs a container, but does not really run it. Only go-echo answers.\n'

/** The service load balancer of one practice cluster: opens the ports of its services on its machines, for real. */
export class ServiceDoors {
  private readonly options: ServiceDoorsOptions
  /** Machine → port of a service → real port. */
  private readonly ports = new Map<string, Map<number, number>>()
  private store: ObjectStore | undefined
  private turn = 0
  private settling: Promise<void> = Promise.resolve()

  constructor(options: ServiceDoorsOptions) {
    this.options = options
  }

  /** Opens what services want, and closes what none does. One call after another. */
  settle(store: ObjectStore | undefined, fronts: readonly Front[]): Promise<void> {
    this.store = store
    this.settling = this.settling.then(() => this.bring(fronts)).catch(this.options.onError)
    return this.settling
  }

  portOf(machineId: string, port: number): number | undefined {
    return this.ports.get(machineId)?.get(port)
  }

  /** Real ports by port; of a machine without an open one, those that it had. */
  portsOf(machineId: string): Readonly<Record<string, number>> {
    const open = this.ports.get(machineId)
    return open === undefined ? (this.options.known(machineId) ?? {}) : Object.fromEntries(open)
  }

  /** In words, for the proof of a deletion. */
  openAt(machineId: string): readonly string[] {
    return [...(this.ports.get(machineId)?.keys() ?? [])].map((port) => `a listener on port ${port}`)
  }

  async close(): Promise<void> {
    this.store = undefined
    await this.settle(undefined, [])
  }

  private async bring(fronts: readonly Front[]): Promise<void> {
    const { doors, ownerId, known, onOpened } = this.options
    const ports = this.balancers().flatMap((service) => listAt(service, 'spec', 'ports').map(portNumber))
    const all = new Set(ports.slice(0, CLUSTER_BOUNDS.openPorts))
    const wantedAt = ({ ports: own }: Front) =>
      own === undefined ? all : new Set([...all].filter((port) => own.has(port)))
    for (const machine of fronts) {
      const wanted = wantedAt(machine)
      const open = this.ports.get(machine.machineId) ?? new Map<number, number>()
      const fresh = [...wanted].filter((port) => !open.has(port))
      for (const port of fresh) {
        const before = known(machine.machineId)?.[String(port)]
        const keeper = (request: IncomingMessage, response: ServerResponse) => {
          // Too many at once are turned away, as a machine that is too busy would.
          this.options.turn(() => this.answer(machine, port, request, response)).catch(() => request.socket.destroy())
        }
        open.set(port, await doors.at(nameOf(machine.machineId, port), ownerId, before, keeper))
      }
      if (fresh.length === 0) continue
      this.ports.set(machine.machineId, open)
      onOpened(machine, Object.fromEntries(open))
    }
    const present = new Map(fronts.map((front) => [front.machineId, wantedAt(front)]))
    for (const [machineId, open] of this.ports) {
      for (const port of [...open.keys()]) {
        if (present.get(machineId)?.has(port) === true) continue
        open.delete(port)
        await doors.close(nameOf(machineId, port))
      }
      if (open.size === 0) this.ports.delete(machineId)
    }
    this.greet()
  }

  private balancers(): readonly StoredObject[] {
    return (this.store?.list(typeOf('Service')) ?? []).filter(
      (service) => textAt(service, 'spec', 'type') === 'LoadBalancer',
    )
  }

  /** Containers say that they started. */
  private greet(): void {
    const { logs } = this.options
    for (const pod of this.store?.list(typeOf('Pod')) ?? []) {
      const uid = pod.metadata.uid ?? ''
      if (textAt(pod, 'status', 'phase') !== 'Running' || logs.has(uid) || !isGoEcho(pod)) continue
      logs.write(uid, goEchoStarts(placeOf(pod), Date.now()))
    }
  }

  /** A machine that is cut off, or a service without a ready pod, breaks the connection, as the real one does. */
  private answer(machine: Front, port: number, request: IncomingMessage, response: ServerResponse): void {
    const pod = machine.isReachable && machine.running.size > 0 ? this.readyPod(machine, port) : undefined
    if (pod === undefined) {
      request.socket.destroy()
      return
    }
    const reply = () => {
      if (response.destroyed) return
      if (isGoEcho(pod) && isBrowser(request.headers['user-agent'])) this.options.onAnswered('go-echo')
      const line = isGoEcho(pod) ? answerAsGoEcho(this.aboutOf(pod), request, response, Date.now()) : undefined
      if (!isGoEcho(pod)) response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(NOT_SIMULATED)
      if (line !== undefined) this.options.logs.write(pod.metadata.uid ?? '', line)
    }
    const isSlow = [machine, this.options.machineOn(placeOf(pod).node)].some((each) => each?.trouble === 'slow')
    if (isSlow) setTimeout(reply, SLOW_ANSWER_MS)
    else reply()
  }

  private aboutOf(pod: StoredObject): EchoAbout {
    const place = placeOf(pod)
    const image = listAt(pod, 'spec', 'containers').map((container) => textAt(container, 'image') ?? '')[0] ?? ''
    const version = /:([\w.-]+)(?:@.*)?$/.exec(image)?.[1] ?? 'latest'
    return { ...place, version, architecture: this.options.machineOn(place.node)?.architecture ?? 'unknown' }
  }

  /** One after another, of those whose machine can be reached. */
  private readyPod({ ports }: Front, port: number): StoredObject | undefined {
    const nodePort = ports?.get(port)
    const service = this.balancers().find((each) =>
      listAt(each, 'spec', 'ports').some(
        (one) => portNumber(one) === port && (nodePort === undefined || Number(one['nodePort']) === nodePort),
      ),
    )
    const selector = service?.['spec'] as { readonly selector?: Readonly<Record<string, string>> } | undefined
    if (service === undefined || selector?.selector === undefined || this.store === undefined) return undefined
    const matches = selectorMatcher(selector.selector)
    const ready = this.store
      .list(typeOf('Pod'), service.metadata.namespace)
      .filter((pod) => matches(pod) && isReady(pod))
      .filter((pod) => this.options.machineOn(placeOf(pod).node)?.isReachable === true)
    this.turn += 1
    return ready[this.turn % ready.length]
  }
}

const nameOf = (machineId: string, port: number) => `${machineId}:${port}`
const portNumber = (port: { readonly [key: string]: unknown }): number => Number(port['port'] ?? 0)
const isGoEcho = (pod: StoredObject): boolean =>
  listAt(pod, 'spec', 'containers').some((container) => /\/go-echo(:|@|$)/.test(textAt(container, 'image')))
const placeOf = (pod: StoredObject) => ({ pod: pod.metadata.name, node: textAt(pod, 'spec', 'nodeName') })
