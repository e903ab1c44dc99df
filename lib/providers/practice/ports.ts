import { z } from 'zod'
import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { AppDoors } from '@/lib/ports/app-doors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineRef } from '@/lib/ports/planned-machine'
import { reachOf } from '../find-definition'
import type { ProviderPorts } from '../provider-ports'
import { worldLink } from './link/own-world-link'
import type { WorldLink } from './link/world-link'
import { OperationAnswer } from './machines/machine-operation'
import { PracticeArtifacts } from './machines/practice-artifacts'
import { type MachineTransport, SimulatedHosts } from './machines/simulated-hosts'
import { PRACTICE_RELEASE } from './release'

/** A worker that was killed is back within seconds. */
const WORLD_BACK_MS = 30_000
const LOOK_AGAIN_MS = 300
const DOOR_MS = 10_000

/** Simulated machines, and the simulated Kubernetes of their cluster, in the worker that has the practice world. */
export const ports: ProviderPorts = {
  id: 'practice',
  open({ directory }) {
    const link = worldLink()
    return (shared, { clusterId }) => ({
      ...shared,
      hosts: new SimulatedHosts(transportOf(link, clusterId, shared.clock), directory, shared.clock),
      artifacts: new PracticeArtifacts(PRACTICE_RELEASE),
      doors: doorsOf(link, clusterId),
      // Its API and its apps are where the practice world is: in a process of the panel.
      clusters: { open: (kubeconfig) => shared.clusters.open(kubeconfig, reachOf(ports.id)) },
      http: { get: (url, options) => shared.http.get(url, { ...options, reach: reachOf(ports.id) }) },
      records: {
        ...shared.records,
        saveApp: (id, app, open) => shared.records.saveApp(id, app, { ...open, urls: open.urls.map(onThisMachine) }),
        // Made for this cluster, they go with it.
        async releaseMachine(id, machineId) {
          await link.ask(clusterId, 'release', { machineId }, { signal: AbortSignal.timeout(WORLD_BACK_MS) })
          await shared.records.forgetMachine(id, machineId)
        },
      },
    })
  },
}

/** The panel's own name for the worker means nothing to people; for them the port is on the machine of the panel. */
function onThisMachine(text: string): string {
  const url = new URL(text)
  url.hostname = '127.0.0.1'
  return url.toString()
}

function transportOf(link: WorldLink, clusterId: string, clock: Clock): MachineTransport {
  return async (machine, operation, events, signal) => {
    const ask = async () => {
      const onLine = (line: object) => {
        if ('line' in line) events.onLine(String(line.line))
        if ('sentBytes' in line) events.onProgress(Number(line.sentBytes))
      }
      const body = { machineId: machine.machineId, operation }
      return OperationAnswer.parse(await link.ask(clusterId, 'operate', body, { signal, onLine }))
    }
    if (operation.do !== 'connect') return ask().catch((error: unknown) => raise(error, machine))
    // Whoever comes while the world is being restarted waits for it.
    const startedAt = clock.now()
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!isAway(error)) throw error
        if (clock.now() - startedAt >= WORLD_BACK_MS) throw lost(machine, error)
      }
      await clock.delay(LOOK_AGAIN_MS, signal)
    }
  }
}

const isAway = (error: unknown): boolean => error instanceof AppError && error.code === 'practice-world-away'

function raise(error: unknown, machine: MachineRef): never {
  throw isAway(error) ? lost(machine, error) : error
}

const lost = ({ name }: MachineRef, cause?: unknown): AppError =>
  hostFailure('host-connection-lost', {
    userMessage: `The connection to ${name} broke: the worker that simulates it is being restarted. It is tried again.`,
    details: { machine: name },
    cause,
  })

const DoorAnswer = z.object({ url: z.url() })

const doorsOf = (link: WorldLink, clusterId: string): AppDoors => ({
  async urlOf({ name }, port, path) {
    const signal = AbortSignal.timeout(DOOR_MS)
    const door = DoorAnswer.parse(await link.ask(clusterId, 'door', { machine: name, port }, { signal }))
    return `${door.url}${path}`
  },
  // Our own process wrote it: the worker that simulates the cluster, wherever that is.
  apiUrl(_own, written) {
    if (new URL(written).pathname === `/clusters/${clusterId}`) return written
    throw new AppError('kubeconfig-unreadable', {
      message: 'the kubeconfig of a practice server names another cluster',
      userMessage: 'The kubeconfig of this practice cluster names another one. Delete the cluster and create it again.',
    })
  },
})
