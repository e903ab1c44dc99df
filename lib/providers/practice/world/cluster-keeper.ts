import { systemClock } from '@/lib/core/clock'
import { untilReachable } from '@/lib/db/connection-loss'
import { pool } from '@/lib/db/pool'
import { seal } from '@/lib/vault/seal'
import type { StoredObject } from '../kube-api/kube-object'
import type { Change } from '../kube-api/object-store'
import type { PracticeMachine } from '../machines/practice-machine'
import { LOG, objectBoundTo, stateBoundTo } from './kept-cluster'

/** What controllers do is written so long after the first of a burst; what a client writes, before it is answered. */
const DEBOUNCE_MS = 1_000

/** Keeps whoever takes the world over waiting until this batch is written, and refuses batches from before that. */
const HOLDS = `select 1 from practice_world where holder = $1 for share`
const SAVE_OBJECTS = `
  with cluster as (update practice_cluster set version = greatest(version, $2) where "clusterId" = $1 returning "clusterId")
  insert into practice_object ("clusterId", key, body)
  select cluster."clusterId", changed.key, changed.body
  from cluster, unnest($3::text[], $4::text[]) as changed(key, body)
  on conflict ("clusterId", key) do update set body = excluded.body`
const DROP_OBJECTS = `delete from practice_object where "clusterId" = $1 and key = any($2::text[])`
const DROP_ALL = `delete from practice_object where "clusterId" = $1`
const SAVE_MACHINES = `
  update practice_machine set state = changed.state, doors = changed.doors::jsonb
  from unnest($2::text[], $3::text[], $4::text[]) as changed(id, state, doors)
  where practice_machine.id = changed.id and "clusterId" = $1`

interface KeptDoors {
  readonly machine: PracticeMachine
  readonly doors: Readonly<Record<string, number>>
}

/**
 * Writes what changed in one practice cluster to the database, one batch after another. A change is
 * - dirty: waiting for the next batch
 * - on its way: in the batch that is being written; `kept()` waits for it
 * - kept
 * While Postgres is away all waits for it.
 */
export class ClusterKeeper {
  private readonly clusterId: string
  private readonly key: Buffer
  private readonly holder: string
  private readonly signal: AbortSignal
  private readonly onError: (error: unknown) => void
  private version = 0
  private readonly objects = new Map<string, StoredObject | undefined>()
  private readonly logs = new Map<string, (() => string) | undefined>()
  private readonly machines = new Map<string, KeptDoors>()
  private cleared = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private writing: Promise<void> | undefined

  constructor(options: {
    clusterId: string
    key: Buffer
    holder: string
    signal: AbortSignal
    onError: (error: unknown) => void
  }) {
    this.clusterId = options.clusterId
    this.key = options.key
    this.holder = options.holder
    this.signal = options.signal
    this.onError = options.onError
  }

  changed({ type, version, object }: Change): void {
    this.version = version
    this.objects.set(keyOf(object), type === 'DELETED' ? undefined : object)
    this.soon()
  }

  /** An object that was there before anybody listened. */
  present(object: StoredObject, version: number): void {
    this.version = version
    this.objects.set(keyOf(object), object)
    this.soon()
  }

  machineChanged(machine: PracticeMachine, doors: Readonly<Record<string, number>>): void {
    this.machines.set(machine.machineId, { machine, doors })
    this.soon()
  }

  logChanged(podUid: string, text: (() => string) | undefined): void {
    this.logs.set(podUid, text)
    this.soon()
  }

  /** The whole API is gone with its data. */
  clear(): void {
    this.objects.clear()
    this.logs.clear()
    this.cleared = true
    this.soon()
  }

  /** Resolves when everything that changed until now is in the database. */
  async kept(): Promise<void> {
    await this.writing
    while (this.isDirty) await this.flush()
  }

  /** Writes no more; what is dirty is lost unless `kept()` was awaited. */
  stop(): void {
    clearTimeout(this.timer)
  }

  private get isDirty(): boolean {
    return this.cleared || this.objects.size > 0 || this.logs.size > 0 || this.machines.size > 0
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.kept().catch(this.onError)
    }, DEBOUNCE_MS)
  }

  private flush(): Promise<void> {
    this.writing ??= this.writeBatch().finally(() => {
      this.writing = undefined
    })
    return this.writing
  }

  private async writeBatch(): Promise<void> {
    const { clusterId, version, cleared } = this
    const bodies = [
      ...[...this.objects].map(([name, object]) => [name, object && this.body(name, object)] as const),
      ...[...this.logs].map(([podUid, text]) => [`${LOG}${podUid}`, text?.()] as const),
    ]
    const machines = [...this.machines.values()]
    this.objects.clear()
    this.logs.clear()
    this.machines.clear()
    this.cleared = false
    const saved = bodies.flatMap(([name, body]) => (body === undefined ? [] : [{ name, body }]))
    const dropped = bodies.flatMap(([name, body]) => (body === undefined ? [name] : []))
    const states = machines.map(({ machine, doors }) => ({
      id: machine.machineId,
      state: seal(this.key, JSON.stringify(machine.dump()), stateBoundTo(machine.machineId)),
      doors: JSON.stringify(doors),
    }))
    await untilReachable('keep a practice cluster', { clock: systemClock, signal: this.signal }, async () => {
      const client = await pool().connect()
      try {
        await client.query('begin')
        const { rowCount } = await client.query(HOLDS, [this.holder])
        if (rowCount !== 1) throw new Error('another worker simulates the practice machines')
        if (cleared) await client.query(DROP_ALL, [clusterId])
        if (dropped.length > 0) await client.query(DROP_OBJECTS, [clusterId, dropped])
        await client.query(SAVE_OBJECTS, [
          clusterId,
          version,
          saved.map(({ name }) => name),
          saved.map(({ body }) => body),
        ])
        if (states.length > 0) {
          await client.query(SAVE_MACHINES, [
            clusterId,
            states.map(({ id }) => id),
            states.map(({ state }) => state),
            states.map(({ doors }) => doors),
          ])
        }
        await client.query('commit')
        client.release()
      } catch (error) {
        client.release(true)
        throw error
      }
    })
  }

  private body(name: string, object: StoredObject): string {
    const plain = JSON.stringify(object)
    return object.kind === 'Secret' ? seal(this.key, plain, objectBoundTo(this.clusterId, name)) : plain
  }
}

const keyOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: StoredObject): string =>
  `${apiVersion}/${kind}/${namespace}/${name}`
