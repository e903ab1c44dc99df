import { readFile } from 'node:fs/promises'
import { cleanFloor, measureFloor } from '@/e2e/lab/bench/floor'
import { cgroupVersion } from '@/e2e/lab/hosts/host-cgroups'
import { createLab, type Lab } from '@/e2e/lab/hosts/lab'
import { ensureStubRelease } from '@/e2e/lab/hosts/stub-release'
import { labRelease } from '@/e2e/lab/lab-release'
import { startPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { RunData } from '@/lib/shared/run-data'
import type { Bench, BenchOptions, Figures } from './bench'

const RUN_DEADLINE_MS = 300_000

/**
 * From the click on "create cluster" to all nodes Ready, through the panel as it is built, against the floor: the same
 * bytes and commands by plain parallel ssh on the same hosts, installed anew in between.
 */
export const bench: Bench = {
  about: 'Bare hosts to all nodes Ready, beside the same work by plain parallel ssh.',
  async run(options) {
    const sizes = options.flags.has('hosts') ? [Number(options.flags.get('hosts'))] : [5, 10, 20]
    const stub = options.flags.has('stub')
    const releaseDir = stub ? await ensureStubRelease() : await labRelease(options.say)
    const results: Figures[] = []
    for (const hosts of sizes) results.push(await measure(hosts, releaseDir, options))
    const [only] = results
    return sizes.length === 1 && only !== undefined ? only : results
  },
}

async function measure(count: number, releaseDir: string, { say }: BenchOptions): Promise<Figures> {
  const hosts = Array.from({ length: count }, (_, index) => ({ name: `node-${index + 1}` }))
  say(`making ${count} hosts`)
  const lab = await createLab({ name: `bench-${process.pid}`, hosts, say })
  try {
    const oldCgroups = (await cgroupVersion()) === 'v1'
    say('by hand')
    const floorMs = await measureFloor(lab, releaseDir, oldCgroups ? 'kubelet-arg: ["fail-cgroupv1=false"]\n' : '')
    await cleanFloor(lab)
    say('by the panel')
    const totalMs = await measurePanel(lab, releaseDir, oldCgroups)
    return {
      hosts: count,
      totalMs: Math.round(totalMs),
      floorMs: Math.round(floorMs),
      ratio: Number((totalMs / floorMs).toFixed(2)),
    }
  } finally {
    await lab.down()
  }
}

async function measurePanel(lab: Lab, releaseDir: string, allowCgroupV1: boolean): Promise<number> {
  const panel = await startPanel({ env: { BUZZCRATE_K3S_DIR: releaseDir } })
  try {
    const client = new PanelClient(panel.url, await createFirstAccount(panel))
    const machines = await client.addLabMachines(lab, await readFile(lab.keyPath, 'utf8'))
    const k3sVersion = await client.completeRelease()
    const { runId } = await client.createCluster('bench', machines, { k3sVersion, allowCgroupV1 })
    return timeToReady(await client.untilRunIs(runId, 'succeeded', RUN_DEADLINE_MS))
  } finally {
    await panel.stop()
  }
}

/** From the click, when the run was written down, to the last node that was seen Ready. */
function timeToReady({ run, plan, events }: RunData): number {
  const ready = new Set(plan.nodes.filter((node) => node.step === 'k3s.node-ready').map((node) => node.id))
  const seenAt = events.flatMap((event) => (event.type === 'succeeded' && ready.has(event.node) ? [event.at] : []))
  if (seenAt.length < ready.size || ready.size === 0) throw new Error('not every node was seen Ready')
  return Math.max(...seenAt) - run.createdAt
}
