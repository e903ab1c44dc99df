import type { PracticeMachineState, PracticeState } from '@/lib/contracts/practice'
import { systemClock } from '@/lib/core/clock'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { SERVER_CA_FILE } from '@/lib/k3s/config'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import type { PracticeSpeed } from '@/lib/shared/practice/practice-data'
import { PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import type { PracticeTrouble } from '@/lib/shared/practice/practice-troubles'
import { answeredBy } from '@/lib/shared/practice/sighting'
import { endlessToken, panelToken } from '../host/access-tokens'
import { PracticeCluster, type PracticeDump } from '../host/practice-cluster'
import { practiceKubeconfig } from '../host/practice-kubeconfig'
import { clusterPrefix, type ServedCluster } from '../host/practice-server'
import { type ApiAnswer, json } from '../kube-api/api-exchange'
import { statusErrors } from '../kube-api/status-error'
import { k3sSettings } from '../machines/k3s-settings'
import type { MachineOperation, OperationAnswer, OperationEvents } from '../machines/machine-operation'
import { operate } from '../machines/operate'
import { type CloudPart, PracticeMachine } from '../machines/practice-machine'
import { markWell } from './broken-clusters'
import { ClusterKeeper } from './cluster-keeper'
import { ClusterMembers } from './cluster-members'
import type { Doors } from './doors'
import type { KeptCluster } from './kept-cluster'
import { joiningMachine, machineStatesOf } from './machine-states'
import type { CloudMachines, PersonCloud } from './person-cloud'
import { PodLogs } from './pod-logs'
import { restartContainers } from './restart-containers'
import { ServiceDoors } from './service-doors'
import type { Sightings } from './sightings'
import type { Transcript } from './transcript'
import type { Turns } from './turns'
import type { WorldRoom } from './world-room'

export interface WorldSurroundings {
  /** `https://127.0.0.1:6480`, without a slash at the end. */
  readonly url: string
  /** PEM. */
  readonly authority: string
  readonly key: Buffer
  /** This life of the worker, for the fence of its writes. */
  readonly holder: string
  readonly doors: Doors
  readonly turns: Turns
  readonly room: WorldRoom
  readonly sightings: Sightings
  /** Undefined: nobody wants to compare. */
  readonly transcript: Transcript | undefined
  readonly signal: AbortSignal
  readonly onError: (where: string, error: unknown) => void
}

/** Resource versions go on well behind what a client can have seen before the worker was killed. */
const VERSION_GAP = 10_000
/**
 * One practice cluster with its machines. It begins with bare machines; its API comes to be when k3s first starts on the
 * server, answers as long as k3s runs there, and goes when the server's data are erased.
 */
export class SimulatedCluster implements CloudMachines {
  readonly clusterId: string
  readonly ownerId: string
  readonly token: string
  private broken: string | undefined
  private readonly world: WorldSurroundings
  private readonly speed: number
  private readonly members: ClusterMembers
  private readonly keeper: ClusterKeeper
  private readonly logs: PodLogs
  private readonly doors: ServiceDoors
  private readonly cloud: PersonCloud | undefined
  private readonly deaf: () => void
  private kube: PracticeCluster | undefined

  /** @param cloud the one that its machines are made in; undefined: they are there from the beginning */
  constructor(kept: KeptCluster, world: WorldSurroundings, cloud?: PersonCloud) {
    const { clusterId, ownerId, broken, speed } = kept
    const { key, holder, signal } = world
    this.clusterId = clusterId
    this.ownerId = ownerId
    this.broken = broken
    this.world = world
    this.speed = speed
    this.cloud = cloud
    this.deaf = cloud?.onBalancers(() => this.settleDoors()) ?? (() => undefined)
    this.token = panelToken(key, clusterId)
    this.keeper = new ClusterKeeper({
      clusterId,
      key,
      holder,
      signal,
      onError: (error) => world.onError(clusterId, error),
    })
    this.logs = new PodLogs({
      now: () => Date.now(),
      kept: kept.logs,
      onWritten: (podUid, text) => this.keeper.logChanged(podUid, text),
    })
    this.members = new ClusterMembers(clusterId, kept.machines, cloud !== undefined)
    this.replaceToken(endlessToken(key, clusterId))
    const doorsOf = new Map(kept.machines.map(({ machineId, doors }) => [machineId, doors]))
    this.doors = new ServiceDoors({
      doors: world.doors,
      ownerId,
      known: (front) => doorsOf.get(front) ?? cloud?.doorsOf(front),
      logs: this.logs,
      machineOn: (node) => this.members.named(node),
      turn: (work) => world.turns.ask(this, work),
      onOpened: (front, doors) => {
        if (front instanceof PracticeMachine) this.keeper.machineChanged(front, doors)
        else cloud?.keepDoors(front.machineId, doors)
      },
      onAnswered: (app) => world.sightings.note(clusterId, answeredBy(app)),
      onError: (error) => world.onError(clusterId, error),
    })
    if (this.broken === undefined && this.members.server?.files.has(SERVER_CA_FILE) === true) {
      this.begin({ version: kept.version + VERSION_GAP, objects: kept.objects })
    }
    this.settle()
  }

  /** How the one HTTPS port serves its API; undefined as long as it has none. */
  get served(): ServedCluster | undefined {
    const answers = () => this.members.server?.isReachable === true && this.members.server.running.has('k3s')
    const { token, kube, broken } = this
    const common = { token, answers, kept: () => this.keeper.kept(), turn: this.turn }
    if (broken !== undefined) return { ...common, api: { handle: () => refusalOf(broken) } }
    return kube === undefined ? undefined : { ...common, api: kube.api }
  }

  /** Does something on a machine; what it changed is kept before this resolves. Throws as `operate`, and `not-found`. */
  async operate(
    machineId: string,
    operation: MachineOperation,
    events: OperationEvents,
    signal: AbortSignal,
  ): Promise<OperationAnswer> {
    const machine = this.members.get(machineId)
    const around = {
      clock: systemClock,
      speed: this.speed,
      machineAt: (address: string) => this.members.machines.find((each) => each.isAt(address)),
      serverFiles: () => this.serverFiles(),
      remains: () => this.doors.openAt(machineId),
    }
    const work = (heard: OperationEvents) => operate(machine, operation, around, heard, signal)
    const { transcript } = this.world
    try {
      return await (transcript === undefined ? work(events) : transcript.keep(machineId, operation, events, work))
    } finally {
      if (operation.do !== 'connect' && operation.do !== 'read') await this.changed(machine)
    }
  }

  async setTrouble(machineId: string, trouble: PracticeTrouble | undefined): Promise<void> {
    const machine = this.members.get(machineId)
    const boots = machine.boots
    machine.setTrouble(trouble, Date.now())
    if (machine.boots !== boots && this.kube !== undefined) restartContainers(this.kube.store, machine.name, Date.now())
    await this.changed(machine)
  }

  state(): PracticeState {
    const speed: PracticeSpeed = PRACTICE_SPEEDS.find((each) => each === this.speed) ?? 1
    const machines = this.members.all.map(
      ({ machine, number }): PracticeMachineState => ({
        machineId: machine.machineId,
        name: machine.name,
        role: number === 1 ? 'server' : 'agent',
        trouble: machine.trouble ?? 'none',
        since: machine.trouble === undefined ? undefined : machine.troubleSince,
      }),
    )
    return { practice: true, speed, machines, broken: this.broken }
  }

  /**
   * Where a port of a machine really answers, e.g. `http://127.0.0.1:41873`.
   * @param name of the machine, or the address of a balancer
   * @throws AppError `http-no-answer` (retryable) while nothing opens it
   */
  async doorOf(name: string, port: number): Promise<string> {
    const front = this.cloud?.fronts(this.tag).find(({ address }) => address === name)
    const machine = this.members.named(name)
    if (machine === undefined && front === undefined) throw notFound('practice machine')
    await this.opened()
    const real = this.doors.portOf((front ?? machine)?.machineId ?? '', port)
    if (real !== undefined) {
      const url = new URL(this.world.url)
      return `http://${url.hostname}:${real}`
    }
    throw new AppError('http-no-answer', {
      userMessage: `Nothing on ${name} opens port ${port} yet.`,
      retryable: true,
      details: { machine: name, port },
    })
  }

  async machineMade(label: string, part: CloudPart): Promise<void> {
    const machine = this.members.labelled(label)
    if (machine === undefined) return
    // It may have been switched on by a cloud that was restarted meanwhile.
    if (machine.cloud === undefined) machine.beMade(part, Date.now())
    else if (!machine.on) machine.switchOn(Date.now())
    await this.changed(machine)
  }

  async machineOff(label: string): Promise<void> {
    const machine = this.members.labelled(label)
    if (machine?.cloud === undefined) return
    machine.switchOff()
    await this.changed(machine)
  }

  async machineGone(label: string): Promise<void> {
    const machine = this.members.labelled(label)
    if (machine?.cloud === undefined) return
    machine.beGone()
    await this.changed(machine)
  }

  /** Takes a machine out of the world. @returns whether it was the last one */
  async remove(machineId: string): Promise<boolean> {
    const machine = this.members.find(machineId)
    if (machine !== undefined) {
      machine.purgeK3s()
      this.members.delete(machineId)
      this.settle()
      await this.opened()
      await db().practiceMachine.deleteMany({ where: { id: machineId, clusterId: this.clusterId } })
    }
    return this.members.size === 0
  }

  async stop(): Promise<void> {
    this.deaf()
    this.kube?.stop()
    this.keeper.stop()
    this.world.room.forget(this.clusterId)
    await this.doors.close()
  }

  /** Resolves when everything that its services open is open. */
  opened(): Promise<void> {
    return this.doors.settle(this.kube?.store, this.cloud?.fronts(this.tag) ?? this.members.running)
  }

  kept(): Promise<void> {
    return this.keeper.kept()
  }

  private async changed(machine: PracticeMachine): Promise<void> {
    this.keeper.machineChanged(machine, this.doors.portsOf(machine.machineId))
    this.settle()
    await this.keeper.kept()
  }

  /** Brings the API in line with the machines. */
  private settle(): void {
    const hasApi = this.members.server?.files.has(SERVER_CA_FILE) === true
    if (!hasApi && this.broken !== undefined) this.mend()
    if (hasApi && this.broken === undefined) this.kube ?? this.begin(undefined)
    else if (this.kube !== undefined) this.end()
    for (const machine of this.kube === undefined ? [] : this.members.running)
      this.kube?.joinNode(joiningMachine(machine, machine === this.members.server))
    this.kube?.poke()
    this.settleDoors()
  }

  /** Files of its machines, from when the panel's token was also everybody's. */
  private replaceToken(old: string): void {
    for (const { files } of this.members.machines) {
      for (const [path, file] of files)
        if (file.content.includes(old)) files.set(path, { ...file, content: file.content.replaceAll(old, this.token) })
    }
  }

  /** Its data are erased: whatever was wrong with them is gone. */
  private mend(): void {
    this.broken = undefined
    this.keeper.clear()
    markWell(this.clusterId).catch((error: unknown) => this.world.onError(this.clusterId, error))
  }

  private readonly turn = <Result>(work: () => Result): Promise<Result> => this.world.turns.ask(this, work)

  private begin(dump: PracticeDump | undefined): void {
    const { clusterId, world } = this
    const kube = new PracticeCluster(
      {
        clusterId,
        gitVersion: this.members.server?.k3sVersion ?? '',
        prefix: clusterPrefix(clusterId),
        speed: this.speed,
        machines: machineStatesOf({
          named: (node) => this.members.named(node),
          isRunning: (machine) => this.members.running.includes(machine),
          numberOf: (node) => this.members.numberOf(node),
          onImage: (machine) => this.keeper.machineChanged(machine, this.doors.portsOf(machine.machineId)),
        }),
        now: () => Date.now(),
        turn: (work) => world.turns.run(this, work),
        room: world.room.of(clusterId, this.ownerId),
        onError: (controller, error) => world.onError(`${clusterId}/${controller}`, error),
        onChange: () => this.settleDoors(),
        podLines: (pod) => this.logs.read(pod.metadata.uid ?? ''),
        balances: () => this.members.server !== undefined && k3sSettings(this.members.server).balances,
        traefik: () => this.members.server !== undefined && k3sSettings(this.members.server).traefik,
        ...(this.cloud === undefined ? {} : { cloud: this.cloud }),
      },
      dump,
    )
    // A fresh one is made with what every cluster has; none of it was heard.
    if (dump === undefined) for (const object of kube.dump().objects) this.keeper.present(object, kube.dump().version)
    kube.store.onChange((change) => {
      this.keeper.changed(change)
      if (change.type === 'DELETED' && change.object.kind === 'Pod') this.logs.forget(change.object.metadata.uid ?? '')
    })
    this.kube = kube
  }

  private end(): void {
    this.kube?.stop()
    this.kube = undefined
    this.keeper.clear()
    this.settleDoors()
  }

  private doorsDue = false
  private settleDoors(): void {
    if (this.doorsDue) return
    this.doorsDue = true
    setImmediate(() => {
      this.doorsDue = false
      this.opened().catch((error: unknown) => this.world.onError(`${this.clusterId}/doors`, error))
    })
  }

  private get tag(): string {
    return clusterTag(this.clusterId)
  }

  private serverFiles(): { readonly authority: string; readonly kubeconfig: string } {
    const { url, authority } = this.world
    const access = { url: `${url}${clusterPrefix(this.clusterId)}`, authority, token: this.token, name: 'default' }
    return { authority, kubeconfig: practiceKubeconfig(access) }
  }
}

function refusalOf(why: string): ApiAnswer {
  const { status, code } = statusErrors.unavailable(why)
  return json(status, code)
}
