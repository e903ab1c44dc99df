import { isIP } from 'node:net'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { worldToken } from '../host/access-tokens'
import { makePracticeCertificate } from '../host/practice-certificate'
import { PRACTICE_SERVER_NAME } from '../host/practice-kubeconfig'
import { PracticeServer } from '../host/practice-server'
import { BROKEN_WORDS, markBroken } from './broken-clusters'
import { Doors, type PortRange } from './doors'
import { findWorld } from './find-world'
import { isToBlame } from './is-to-blame'
import { listKeptClusters, loadCluster } from './kept-cluster'
import { moveKubeconfigs } from './move-kubeconfigs'
import { onceAMinute } from './once-a-minute'
import { PersonCloud } from './person-cloud'
import { PracticeAccess } from './practice-access'
import { Sightings } from './sightings'
import { SimulatedCluster, type WorldSurroundings } from './simulated-cluster'
import { Transcript } from './transcript'
import { TurnNote } from './turn-note'
import { Turns } from './turns'
import { saveWorldUrl, takeWorld, worldAuthority } from './world-identity'
import { WorldRoom } from './world-room'
import { worldRoutes } from './world-routes'

export interface SimulationOptions {
  /** 32 bytes, `derivedKey(…, 'practice')`. */
  readonly key: Buffer
  /** Address to listen on. */
  readonly listenOn: string
  /** 0: any free one. Undefined: the usual one. What was used before comes first unless another one is asked for. */
  readonly port: number | undefined
  /** Name or address at which other processes reach this one. */
  readonly host: string
  readonly appPorts: PortRange | undefined
  /** A folder for what the machines print; undefined: it is not written down. */
  readonly transcriptFolder?: string | undefined
  /** A folder for the note of whose turn it is; undefined: nobody is blamed when the process ends. */
  readonly noteFolder?: string | undefined
  /** How the process before this one ended, as the supervisor says it. */
  readonly endedBy?: string | undefined
  /** Starts practice boards whose time has come, about once a second; undefined: there are none. */
  readonly startBoards?: (() => Promise<unknown>) | undefined
  readonly signal: AbortSignal
  readonly onError: (where: string, error: unknown) => void
}

/** Boards that were powered on are looked at so often. */
const BOARDS_MS = 1_000
/** Clusters that were deleted with their owner, or by hand, are looked for so often. */
const SWEEP_MS = 10_000
const USUAL_PORT = 6480

/** All practice clusters of a panel, and the one HTTPS port before them. One process at a time has it: see `holdWorld`. */
export class Simulation {
  private readonly options: SimulationOptions
  private readonly clusters = new Map<string, Promise<SimulatedCluster | undefined>>()
  private readonly clouds = new Map<string, Promise<PersonCloud>>()
  private readonly server: PracticeServer
  private readonly world: WorldSurroundings
  private readonly sweeper: ReturnType<typeof setInterval>
  private readonly boards: ReturnType<typeof setInterval> | undefined
  private isStartingBoards = false

  private constructor(options: SimulationOptions, world: WorldSurroundings, server: PracticeServer) {
    this.options = options
    this.world = world
    this.server = server
    this.sweeper = setInterval(() => {
      this.sweep().catch((error: unknown) => options.onError('sweep', error))
    }, SWEEP_MS)
    const { startBoards } = options
    this.boards = startBoards && setInterval(() => void this.boardsOnce(startBoards), BOARDS_MS)
  }

  /** Takes up every practice cluster as it was kept, and listens. */
  static async start(options: SimulationOptions): Promise<Simulation> {
    const { key, host, appPorts, listenOn, transcriptFolder, noteFolder, endedBy, signal } = options
    const onError = onceAMinute(options.onError)
    const note = noteFolder === undefined ? undefined : new TurnNote(noteFolder)
    if (isToBlame(note?.last, endedBy)) await markBroken(note.last.clusterId, BROKEN_WORDS.ended)
    const turns = new Turns(note === undefined ? {} : { note })
    const transcript = transcriptFolder === undefined ? undefined : new Transcript(transcriptFolder)
    const authority = await worldAuthority(key, Date.now())
    const holder = newId()
    await takeWorld(holder)
    const names = [...new Set(['127.0.0.1', '::1', 'localhost', PRACTICE_SERVER_NAME, host])]
    const certificate = await makePracticeCertificate(authority, names, Date.now())
    const doors = new Doors({ host: listenOn, range: appPorts, onError: (error) => onError('doors', error) })
    const before = await findWorld()
    // Whoever asks while it begins waits: a refusal would be taken for the truth.
    let begun: (simulation: Simulation) => void = () => undefined
    const beginning = new Promise<Simulation>((resolve) => {
      begun = resolve
    })
    const find = async (clusterId: string) => (await beginning).cluster(clusterId)
    const access = new PracticeAccess(key)
    const sightings = new Sightings(onError)
    const server = new PracticeServer({
      certificate,
      access: async (clusterId, token) => {
        const whose = await access.check(clusterId, token)
        if (whose === 'person') sightings.note(clusterId, 'kubectl')
        return whose
      },
      cluster: async (clusterId) => (await find(clusterId))?.served,
      world: worldRoutes({
        token: worldToken(key),
        find,
        remove: async (clusterId) => (await beginning).remove(clusterId),
        cloud: async (ownerId) => (await beginning).cloud(ownerId),
      }),
      onError: (error) => onError('server', error),
    })
    const port = await listen(server, options, before?.url)
    const url = `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
    if (before !== undefined) await moveKubeconfigs(key, before.url, url, onError)
    const certificateOf = authority.certificate
    const room = new WorldRoom()
    const world = {
      url,
      authority: certificateOf,
      key,
      holder,
      doors,
      turns,
      room,
      sightings,
      transcript,
      signal,
      onError,
    }
    const simulation = new Simulation(options, world, server)
    // One that cannot be taken up must not keep the others, or anything else that this worker does.
    await Promise.all(
      (await listKeptClusters()).map((clusterId) =>
        simulation.cluster(clusterId).catch((error: unknown) => onError(clusterId, error)),
      ),
    )
    // What was being switched on goes on.
    for (const { ownerId } of await db().practiceCloud.findMany({ select: { ownerId: true } }))
      simulation.cloud(ownerId).catch((error: unknown) => onError(ownerId, error))
    await saveWorldUrl(url)
    begun(simulation)
    return simulation
  }

  get url(): string {
    return this.world.url
  }

  /** Undefined when there is no such cluster. */
  cluster(clusterId: string): Promise<SimulatedCluster | undefined> {
    const known = this.clusters.get(clusterId)
    if (known !== undefined) return known
    const loading = this.load(clusterId)
    this.clusters.set(clusterId, loading)
    const forget = () => {
      if (this.clusters.get(clusterId) === loading) this.clusters.delete(clusterId)
    }
    // What is not there now may be made in a moment; what could not be loaded is tried again.
    loading.then((cluster) => cluster ?? forget(), forget)
    return loading
  }

  /** The simulated cloud of a person. */
  cloud(ownerId: string): Promise<PersonCloud> {
    const known = this.clouds.get(ownerId)
    if (known !== undefined) return known
    const { key, holder, signal, onError } = this.world
    const machinesOf = (clusterId: string) => this.cluster(clusterId)
    const loading = PersonCloud.load(ownerId, {
      ...{ key, holder, signal, machinesOf },
      onError: (error) => onError(`cloud of ${ownerId}`, error),
    })
    this.clouds.set(ownerId, loading)
    loading.catch(() => this.clouds.delete(ownerId))
    return loading
  }

  /** Takes a cluster out of the world and out of the database. */
  async remove(clusterId: string): Promise<void> {
    const cluster = await this.clusters.get(clusterId)
    this.clusters.delete(clusterId)
    await cluster?.stop()
    await db().practiceCluster.deleteMany({ where: { clusterId } })
  }

  async stop(): Promise<void> {
    clearInterval(this.sweeper)
    clearInterval(this.boards)
    await this.server.close()
    const loaded = await Promise.allSettled([...this.clusters.values()])
    const clusters = loaded.flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : []))
    await Promise.all(
      clusters.map((cluster) =>
        cluster.kept().catch((error: unknown) => this.options.onError(cluster.clusterId, error)),
      ),
    )
    await Promise.all(clusters.map((cluster) => cluster.stop()))
    for (const loading of await Promise.allSettled([...this.clouds.values()])) {
      if (loading.status === 'rejected') continue
      await loading.value.kept().catch((error: unknown) => this.options.onError(loading.value.ownerId, error))
      loading.value.stop()
    }
    await this.world.doors.closeAll()
  }

  private async load(clusterId: string): Promise<SimulatedCluster | undefined> {
    const kept = await loadCluster(this.options.key, clusterId)
    if (kept === undefined) return undefined
    const cloud = kept.cloud ? await this.cloud(kept.ownerId) : undefined
    const cluster = await this.world.turns.run(kept, () => new SimulatedCluster(kept, this.world, cloud))
    await cluster.opened()
    return cluster
  }

  /** One look after the other, however long one takes. */
  private async boardsOnce(start: () => Promise<unknown>): Promise<void> {
    if (this.isStartingBoards) return
    this.isStartingBoards = true
    await start().catch((error: unknown) => this.options.onError('boards', error))
    this.isStartingBoards = false
  }

  private async sweep(): Promise<void> {
    // In this order: one that is made meanwhile is not missed.
    const known = [...this.clusters.keys()]
    const present = new Set(await listKeptClusters())
    for (const clusterId of known) if (!present.has(clusterId)) await this.remove(clusterId)
  }
}

/** Downloaded kubeconfigs hold the port: it changes only when somebody asks for another one, or it is taken. */
async function listen(
  server: PracticeServer,
  { port, listenOn }: SimulationOptions,
  before: string | undefined,
): Promise<number> {
  const earlier = before === undefined ? 0 : Number(new URL(before).port)
  const isAsked = port !== undefined && port !== 0
  const wishes = isAsked ? [port, earlier] : [earlier, port ?? USUAL_PORT]
  for (const wish of [...wishes.filter((each) => each !== 0), 0]) {
    try {
      return await server.listen(wish, listenOn)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw new Error('no port is free for the practice API')
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
