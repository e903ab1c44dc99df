import { readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { cleanFloor, measureFloor } from '@/e2e/lab/bench/floor'
import { cgroupVersion } from '@/e2e/lab/hosts/host-cgroups'
import { createLab, type Lab } from '@/e2e/lab/hosts/lab'
import { ensureStubRelease } from '@/e2e/lab/hosts/stub-release'
import { labRelease } from '@/e2e/lab/lab-release'
import { type PanelPart, startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { RunData } from '@/lib/contracts/runs'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import type { Bench, BenchOptions, Figures } from './bench'
import { median } from './support/median'
import { describeStepTimes } from './support/step-times'

const RUN_DEADLINE_MS = scaledMs(240_000)

/**
 * From the click on "create cluster" to all nodes Ready, through the panel as it is built, against the floor: the same
 * bytes and commands by plain parallel ssh on the same hosts, installed anew in between. docs/bench-provision.md says
 * what each of the two does. With `--pairs N` both are measured N times in turns, and the medians are given.
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

interface Pair {
  readonly floorMs: number
  readonly totalMs: number
  /** The most memory that the worker had during the run, in MB. */
  readonly workerMb: number
}

async function measure(count: number, releaseDir: string, { say, flags }: BenchOptions): Promise<Figures> {
  const hosts = Array.from({ length: count }, (_, index) => ({ name: `node-${index + 1}` }))
  say(`making ${count} hosts`)
  const lab = await createLab({ name: `bench-${process.pid}`, hosts, say })
  try {
    const oldCgroups = (await cgroupVersion()) === 'v1'
    const pairs: Pair[] = []
    for (let left = Number(flags.get('pairs') || 1); left > 0; left--) {
      if (pairs.length > 0) await cleanFloor(lab)
      const floorMs = await measureFloor(lab, releaseDir, oldCgroups ? 'kubelet-arg: ["fail-cgroupv1=false"]\n' : '')
      await cleanFloor(lab)
      const pair = { floorMs, ...(await measurePanel(lab, releaseDir, oldCgroups, say)) }
      pairs.push(pair)
      say(`by hand ${Math.round(floorMs)} ms, by the panel ${Math.round(pair.totalMs)} ms`)
    }
    const middle = (name: keyof Pair) => median(pairs.map((pair) => pair[name]))
    const [totalMs, floorMs] = [middle('totalMs'), middle('floorMs')]
    return {
      hosts: count,
      totalMs: Math.round(totalMs),
      floorMs: Math.round(floorMs),
      // Of each pair, which was measured under the same load, and not of the medians, which may be of different pairs.
      ratio: Number(median(pairs.map((pair) => pair.totalMs / pair.floorMs)).toFixed(2)),
      workerMb: middle('workerMb'),
    }
  } finally {
    await lab.down()
  }
}

async function measurePanel(
  lab: Lab,
  releaseDir: string,
  allowCgroupV1: boolean,
  say: BenchOptions['say'],
): Promise<Omit<Pair, 'floorMs'>> {
  const panel = await startPanel({ env: { BUZZCRATE_K3S_DIR: releaseDir } })
  try {
    const client = new PanelClient(panel.url, await createFirstAccount(panel))
    const k3sVersion = await client.completeRelease()
    const machines = await client.addLabMachines(lab, await readFile(lab.keyPath, 'utf8'))
    forgetPeak(panel.pid('worker'))
    const { runId } = await client.createCluster('bench', machines, { k3sVersion, allowCgroupV1 })
    const usedBefore = processorSeconds(panel)
    const data = await untilReady(client, runId)
    for (const line of describeStepTimes(data)) say(line)
    const used = processorSeconds(panel)
    const parts = PARTS.map((part) => `${part} ${(used[part] - usedBefore[part]).toFixed(1)} s`)
    say(`${data.logHead} log lines; of the processor: ${parts.join(', ')}`)
    return { totalMs: timeToReady(data), workerMb: mostMemoryMb(panel.pid('worker')) }
  } finally {
    await panel.stop()
  }
}

/** Lets the peak of a process's memory begin anew: what it took to start is not what a run takes. See proc(5). */
function forgetPeak(pid: number | undefined): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The peak resident set of a process since then, in MB. */
function mostMemoryMb(pid: number | undefined): number {
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(peak?.[1]) / 1024)
}

/** Waits until every node was seen Ready. What comes after that, a stub cannot do. */
function untilReady(client: PanelClient, runId: string): Promise<RunData> {
  return waitFor<RunData>({
    look: async () => {
      const data = await client.readRun(runId)
      if (readyTimes(data) !== undefined) return data
      if (data.run.status !== 'running') await client.untilRunIs(runId, 'succeeded', 0)
      return undefined
    },
    everyMs: 200,
    deadlineMs: RUN_DEADLINE_MS,
    onDeadline: (waitedMs) => new AppError('run-too-slow', { userMessage: `Not all were Ready after ${waitedMs} ms.` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
}

/** When each node was seen Ready; undefined while one was not. */
function readyTimes({ plan, events }: RunData): readonly number[] | undefined {
  const ready = new Set(plan.nodes.filter((node) => node.step === 'k3s.node-ready').map((node) => node.id))
  const seenAt = events.flatMap((event) => (event.type === 'succeeded' && ready.has(event.node) ? [event.at] : []))
  return ready.size > 0 && seenAt.length === ready.size ? seenAt : undefined
}

/** From the click, when the run was written down, to the last node that was seen Ready. */
function timeToReady(data: RunData): number {
  return Math.max(...(readyTimes(data) ?? [Number.NaN])) - data.run.createdAt
}

const PARTS = ['worker', 'web', 'practice', 'postgres'] as const satisfies readonly PanelPart[]

/** Seconds of processor time that each part of the panel has used, its children's with it. */
function processorSeconds(panel: TestPanel): Readonly<Record<PanelPart, number>> {
  const ticks = (pid: number | undefined): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    // utime, stime, and those of children that have ended.
    const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return children.reduce((sum, child) => sum + ticks(Number(child)), own)
  }
  const of = (part: PanelPart) => ticks(panel.pid(part)) / 100
  return { worker: of('worker'), web: of('web'), practice: of('practice'), postgres: of('postgres') }
}
