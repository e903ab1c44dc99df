import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { untilReachable } from '@/lib/db/connection-loss'
import { pool } from '@/lib/db/pool'
import { seal, unseal } from '@/lib/vault/seal'
import { machineLabel } from '../../linode/linode-names'
import type { CloudAccount, InstanceState } from '../cloud/cloud-account'
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-exchange'
import { type CloudHooks, NO_HOOKS } from '../cloud/cloud-hooks'
import { KeptThingsShape } from '../cloud/kept-things'
import { PracticeCloud } from '../cloud/practice-cloud'
import type { CloudPart } from '../machines/practice-machine'
import { type BalancerFront, frontsOf } from './balancer-fronts'
import { cloudPart } from './cloud-part'

export interface CloudSurroundings {
  readonly key: Buffer
  readonly holder: string
  readonly signal: AbortSignal
  /** The cluster, for its machines; undefined when there is none. */
  readonly machinesOf: (clusterId: string) => Promise<CloudMachines | undefined>
  readonly onError: (error: unknown) => void
}

/** The machines of a cluster, as its cloud switches them on and off. By their labels. */
export interface CloudMachines {
  machineMade(label: string, part: CloudPart): Promise<void>
  machineOff(label: string): Promise<void>
  machineGone(label: string): Promise<void>
}

/** A request of the panel, and how fast its cluster practises. */
export type PersonRequest = Omit<CloudRequest, 'token'> & { readonly pace: number }

/** What one person can have: more than the panel's limit of practice clusters ever needs. */
const MOST = { instances: 100, things: 400 } as const
/** What a cluster's controller does is kept so long after the first of a burst. */
const DEBOUNCE_MS = 500
const HOLDS = `select 1 from practice_world where holder = $1 for share`
const SAVE = `insert into practice_cloud ("ownerId", state, "updatedAt") values ($1, $2, now())
  on conflict ("ownerId") do update set state = excluded.state, "updatedAt" = now()`

const Kept = z.object({
  lastId: z.int(),
  things: KeptThingsShape,
  /** Real ports by balancer and port. */
  doors: z.record(z.string(), z.record(z.string(), z.number())),
})

/** Opens everything: only the panel and the controllers of the person's own simulated clusters know where it is. */
const TOKEN = 'practice'

/**
 * The simulated cloud of one person, with one account. What the panel asks for is in Postgres before it is answered; what
 * controllers of clusters do, within half a second, or when `kept()` resolves.
 */
export class PersonCloud {
  readonly ownerId: string
  private readonly world: CloudSurroundings
  private readonly cloud: PracticeCloud
  private readonly account: CloudAccount
  /** Addresses that were set aside for machines of clusters, by label. */
  private readonly addresses = new Map<string, string>()
  private readonly doors: Map<string, Readonly<Record<string, number>>>
  private savedRevision: number
  private timer: ReturnType<typeof setTimeout> | undefined
  private writing: Promise<void> | undefined
  private readonly listeners = new Set<() => void>()

  private constructor(ownerId: string, world: CloudSurroundings, kept: z.infer<typeof Kept> | undefined) {
    this.ownerId = ownerId
    this.world = world
    this.cloud = new PracticeCloud({ clock: systemClock, hooks: this.hooks(), lastId: kept?.lastId ?? FIRST_ID })
    const user = { username: 'practice', mostInstances: MOST.instances, mostThings: MOST.things }
    this.account = this.cloud.openAccount(user, TOKEN, ['*'], kept?.things)
    this.doors = new Map(Object.entries(kept?.doors ?? {}))
    this.savedRevision = this.account.revision
  }

  /** As it was kept, or empty. */
  static async load(ownerId: string, world: CloudSurroundings): Promise<PersonCloud> {
    const row = await db().practiceCloud.findUnique({ where: { ownerId }, select: { state: true } })
    const cloud = new PersonCloud(ownerId, world, row === null ? undefined : open(world.key, ownerId, row.state))
    // Its clusters may be waiting for it.
    setImmediate(() => cloud.cloud.resume(cloud.account))
    return cloud
  }

  /** Answers the panel. */
  async answer({ pace, ...request }: PersonRequest): Promise<CloudAnswer> {
    if (request.method === 'POST' && request.path === '/linode/instances') await this.findAddress(request.body)
    const answer = this.cloud.answer({ ...request, token: TOKEN }, pace)
    this.changed()
    if (request.method !== 'GET') await this.kept()
    return answer
  }

  /** Answers a controller of one of the person's clusters at once. */
  call(method: string, path: string, body?: unknown, filter?: object): CloudAnswer {
    const text = body === undefined ? '' : JSON.stringify(body)
    const query = new URLSearchParams({ page_size: '500' })
    const asked = { method, path, query, body: text, token: TOKEN }
    const answer = this.cloud.answer({ ...asked, filter: filter === undefined ? undefined : JSON.stringify(filter) })
    this.changed()
    return answer
  }

  /** The balancers of a cluster, as fronts of its services. */
  fronts(tag: string): readonly BalancerFront[] {
    return frontsOf([...this.account.balancers.values()].filter(({ tags }) => tags.includes(tag)))
  }

  /** Real ports from before a restart. */
  doorsOf(front: string): Readonly<Record<string, number>> {
    return this.doors.get(front) ?? {}
  }

  keepDoors(front: string, ports: Readonly<Record<string, number>>): void {
    this.doors.set(front, ports)
    this.account.revision += 1
    this.changed()
  }

  /** Calls back after each change of balancers. Returns how to stop. */
  onBalancers(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Resolves when all that changed until now is in the database. */
  async kept(): Promise<void> {
    await this.writing
    while (this.savedRevision !== this.account.revision) {
      this.writing ??= this.save().finally(() => {
        this.writing = undefined
      })
      await this.writing
    }
  }

  /** Writes no more by itself. */
  stop(): void {
    clearTimeout(this.timer)
  }

  private changed(): void {
    if (this.savedRevision === this.account.revision) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.kept().catch(this.world.onError)
    }, DEBOUNCE_MS)
  }

  private async save(): Promise<void> {
    const { revision } = this.account
    const { key, holder, signal } = this.world
    const present = new Set([...this.account.balancers.keys()].map(String))
    const doors = [...this.doors].filter(([front]) => present.has(front.replace(/^balancer-/, '')))
    const plain = JSON.stringify({
      lastId: this.cloud.lastId,
      things: this.account.dump(),
      doors: Object.fromEntries(doors),
    } satisfies z.input<typeof Kept>)
    const state = seal(key, plain, boundTo(this.ownerId))
    await untilReachable('keep a practice cloud', { clock: systemClock, signal }, async () => {
      const client = await pool().connect()
      try {
        await client.query('begin')
        const { rowCount } = await client.query(HOLDS, [holder])
        if (rowCount !== 1) throw new Error('another worker simulates the practice machines')
        await client.query(SAVE, [this.ownerId, state])
        await client.query('commit')
        client.release()
      } catch (error) {
        client.release(true)
        throw error
      }
    })
    this.savedRevision = revision
  }

  private hooks(): CloudHooks {
    const machines = async (instance: InstanceState, act: (found: CloudMachines) => Promise<void>) => {
      try {
        const clusterId = clusterIn(instance.tags)
        const found = clusterId === undefined ? undefined : await this.world.machinesOf(clusterId)
        if (found !== undefined) await act(found)
      } catch (error) {
        this.world.onError(error)
      }
    }
    const tell = () => {
      for (const listener of this.listeners) listener()
    }
    return {
      ...NO_HOOKS,
      boot: (instance) => machines(instance, (found) => found.machineMade(instance.label, cloudPart(instance))),
      shutDown: (instance) => void machines(instance, (found) => found.machineOff(instance.label)),
      remove: (instance) => void machines(instance, (found) => found.machineGone(instance.label)),
      changeBalancer: tell,
      removeBalancer: tell,
      publicAddress: (number, label) => this.addresses.get(label) ?? `198.19.${(number >> 8) & 255}.${number & 255}`,
    }
  }

  /** The address that was set aside for the machine when its cluster was asked for. */
  private async findAddress(body: string): Promise<void> {
    const { label, tags } = Labelled.safeParse(parseJson(body)).data ?? {}
    const clusterId = clusterIn(tags ?? [])
    if (label === undefined || clusterId === undefined) return
    const where = { clusterId, practice: { cluster: { ownerId: this.ownerId } } }
    const rows = await db().practiceMachine.findMany({ where, select: { name: true, address: true } })
    const row = rows.find((one) => machineLabel(clusterId, one) === label)
    if (row !== undefined) this.addresses.set(label, row.address)
  }
}

const FIRST_ID = 1_000
const Labelled = z.object({ label: z.string(), tags: z.array(z.string()).nullish() })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The cloud says so, in its own words.
    return undefined
  }
}

const boundTo = (ownerId: string): string => `practice/cloud/${ownerId}`

function open(key: Buffer, ownerId: string, state: string): z.infer<typeof Kept> {
  const plain = unseal(key, state, boundTo(ownerId))
  if (plain === undefined) throw new Error(`the practice cloud of ${ownerId} does not open with this key`)
  return Kept.parse(JSON.parse(plain))
}

/** The cluster of a thing, by its tag. */
const clusterIn = (tags: readonly string[]): string | undefined =>
  tags.map((tag) => /^buzzcrate-(.+)$/.exec(tag)?.[1]).find((id) => id !== undefined)
