import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { executeRun } from '@/lib/engine/execute'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import { linodeLibrary } from '@/lib/linode/library'
import { MemoryRateLimits } from '@/lib/linode/memory-rate-limits'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { allSteps } from '@/lib/providers/all-steps'
import { linodeRecipe } from '@/lib/providers/linode/linode-recipe'
import { MemoryPort } from '@/lib/providers/linode/memory-port'
import type { CloudAccount } from '@/lib/providers/practice/cloud/cloud-account'
import { WINDOWS } from '@/lib/providers/practice/cloud/cloud-limits'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { clusterLanes } from '@/lib/provision/recipes/cluster-lanes'
import { FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import type { Bench, Figures } from './bench'

const USUAL_NODES = 3
const MOST_NODES = 50
/** As recorded of a nanode: 51 s from its create to its boot. */
const DELAYS = { provisioningMs: 20_000, bootingMs: 30_000 }
const TOKEN = 'token-of-the-bench'

export const bench: Bench = {
  about: 'how long machines at Linode take beyond what Linode itself does, on the fake over HTTP (--nodes 3)',
  async run({ say, flags }) {
    const nodes = Math.min(MOST_NODES, Math.max(1, Number(flags.get('nodes') || USUAL_NODES)))
    // Loaded once a process, when the first account is used.
    await linodeLibrary()
    const cloud = new PracticeCloud({ clock: systemClock, delays: DELAYS })
    const account = cloud.openAccount({ username: 'bench' }, TOKEN)
    const fake = new FakeLinode(cloud)
    await fake.listen()
    try {
      say(`making ${nodes} machines; Linode's own part of it is ${sum(DELAYS) / 1_000} s`)
      return await measure(nodes, fake, account)
    } finally {
      await fake.close()
    }
  },
}

async function measure(nodes: number, fake: FakeLinode, account: CloudAccount): Promise<Figures> {
  const world = new FakeWorld(Array.from({ length: nodes }, (_, index) => ({ number: index + 1 })))
  const machines = world.machines.map(
    ({ machineId, name }, index): PlannedMachine => ({ machineId, name, role: index === 0 ? 'server' : 'agent' }),
  )
  const limits = new MemoryRateLimits(systemClock)
  const own = new MemoryPort({
    region: 'de-fra-2',
    connect: () => ({
      account: { name: 'Bench', token: TOKEN, user: 'bench' },
      ...{ origin: fake.origin, reach: 'panel', limits, clock: systemClock, random: Math.random },
      deadline: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    }),
  })
  const journal = new MemoryJournal()
  const startedAt = Date.now()
  const outcome = await executeRun({
    ...{ runId: newId(), subjectId: newId(), plan: planOf(machines), steps: allSteps, journal, owner: newId() },
    // What is done on machines themselves takes no time here: only Linode's part is measured.
    ports: { ...world.ports, own, clock: systemClock },
    clock: systemClock,
    signal: new AbortController().signal,
    onWake: journal.onWake,
    writeLine: () => undefined,
  })
  const totalMs = Date.now() - startedAt
  const failed = journal.events.find(({ type }) => type === 'failed')
  if (outcome !== 'succeeded') throw new Error(`the run ${outcome}: ${JSON.stringify(failed)}`)
  const made = [...account.instances.values()].map(({ createdAt }) => createdAt)
  const { most, windowMs } = WINDOWS['create-linode']
  const cloudMs = Math.max(...made) + sum(DELAYS) - Math.min(...made)
  return {
    nodes,
    totalMs,
    // From the first create on, as long as a machine was being provisioned or booted.
    cloudMs,
    overheadMs: totalMs - cloudMs,
    calls: fake.requests,
    // What nobody can be faster than: the limit of creates, and the last machine's own time.
    floorMs: Math.floor((nodes - 1) / most) * windowMs + sum(DELAYS),
    aboveLimit: account.windows.refused,
  }
}

/** Only what is done at Linode: names, keys, firewall, machines, the firewall narrowed. */
function planOf(machines: readonly PlannedMachine[]): Plan {
  const definition = {
    ...{ name: 'bench', provider: 'linode', k3sVersion: '', machines: [], apps: [], allowCgroupV1: false },
    ...{ region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-nanode-1', workerType: 'g6-nanode-1' },
    ...{ lifetimeHours: null, traefik: false, allowedFrom: [] },
  }
  const prelude = linodeRecipe({ definition }).creation?.prelude
  if (prelude === undefined) throw new Error('the recipe of Linode makes machines first')
  const lanes = clusterLanes('bench', machines)
  const builder = new PlanBuilder('create-cluster', { lanes, stages: prelude.stages })
  prelude.add({ builder, machines, ownerId: 'u1', claimed: [] })
  return builder.build()
}

const sum = ({ provisioningMs, bootingMs }: typeof DELAYS): number => provisioningMs + bootingMs
