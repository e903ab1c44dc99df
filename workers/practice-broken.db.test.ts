import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, expect, it } from 'vitest'
import type { PracticeState } from '@/lib/contracts/practice'
import { systemClock, waitFor } from '@/lib/core/clock'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { SERVER_CA_FILE } from '@/lib/k3s/config'
import { worldToken } from '@/lib/providers/practice/host/access-tokens'
import { WorldLink } from '@/lib/providers/practice/link/world-link'
import { BROKEN_WORDS } from '@/lib/providers/practice/world/broken-clusters'
import { findWorld } from '@/lib/providers/practice/world/find-world'
import { Simulation } from '@/lib/providers/practice/world/simulation'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { supervisePart } from './supervisor/supervise-part'

const databaseUrl = provideTestDatabase()
const stops: (() => unknown)[] = []
const never = new AbortController().signal
const silent = { onLine: () => undefined, onProgress: () => undefined }
const FIXTURE = path.resolve(import.meta.dirname, '../lib/testing/fixtures/practice/practice-with-a-bug.ts')

beforeAll(async () => {
  for (const id of ['anna', 'bert']) await db().user.create({ data: { id, name: id, email: `${id}@example.org` } })
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await closeRunQueue()
  await closeBus()
})

const practiceKey = () => derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')

async function make(userId: string, name: string): Promise<{ clusterId: string; machineId: string }> {
  const request = { provider: 'practice', name, machines: 1, speed: 20, apps: [], troubles: [] } as const
  const { clusterId } = await createCluster({ userId, role: 'member' }, { ...request, apps: [], troubles: [] })
  const machine = await db().practiceMachine.findFirstOrThrow({ where: { clusterId } })
  return { clusterId, machineId: machine.id }
}

/** Both clusters get their API, and the one of Anna an object that no process survives. */
async function prepare(): Promise<{ readonly anna: string; readonly annaMachine: string; readonly bert: string }> {
  const [anna, bert] = [await make('anna', 'killer'), await make('bert', 'bystander')]
  const quiet = { listenOn: '127.0.0.1', host: '127.0.0.1', port: 0, appPorts: undefined, onError: () => undefined }
  const world = await Simulation.start({ ...quiet, key: practiceKey(), signal: never })
  const write = { do: 'write', path: SERVER_CA_FILE, text: 'authority', mode: 0o644 } as const
  for (const { clusterId, machineId } of [anna, bert])
    await (await world.cluster(clusterId))?.operate(machineId, write, silent, never)
  await world.stop()
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'eats-memory', namespace: 'default' } }
  const key = 'v1/ConfigMap/default/eats-memory'
  await db().practiceObject.create({ data: { clusterId: anna.clusterId, key, body: JSON.stringify(body) } })
  return { anna: anna.clusterId, annaMachine: anna.machineId, bert: bert.clusterId }
}

function superviseBuggyProcess(): { readonly ends: string[]; readonly output: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-broken-'))
  stops.push(() => rmSync(folder, { recursive: true }))
  const [ends, output]: [string[], string[]] = [[], []]
  const part = supervisePart({
    name: 'practice',
    args: ['--max-old-space-size=200', '--import', 'tsx', FIXTURE],
    cwd: path.resolve(import.meta.dirname, '..'),
    environment: {
      DATABASE_URL: databaseUrl(),
      BUZZCRATE_SECRET_KEY: env().BUZZCRATE_SECRET_KEY,
      BUZZCRATE_DATA: folder,
      BUZZCRATE_PRACTICE_PORT: '0',
      HOST: '127.0.0.1',
      NODE_ENV: 'test',
    },
    stopMs: scaledMs(5_000),
    niceness: 0,
    onLine: (line) => output.push(line),
    onPid: () => undefined,
    onCrash: (how) => ends.push(how),
  })
  part.start()
  stops.push(() => part.stop())
  return { ends, output }
}

it(
  'does not run again what ended the process: it is shown as broken, can be deleted, and all others live',
  async () => {
    const { anna, annaMachine, bert } = await prepare()
    await db().practiceWorld.updateMany({ data: { url: '' } })
    const { ends, output } = superviseBuggyProcess()
    const link = new WorldLink({ find: findWorld, token: worldToken(practiceKey()) })
    stops.push(() => link.close())
    const stateOf = (clusterId: string) =>
      link.ask(clusterId, 'state', {}, { signal: AbortSignal.timeout(scaledMs(5_000)) }) as Promise<PracticeState>
    const seen = await waitFor<readonly PracticeState[]>({
      look: () => Promise.all([stateOf(anna), stateOf(bert)]).catch(() => undefined),
      everyMs: 300,
      deadlineMs: scaledMs(90_000),
      onDeadline: () => new AppError('never-back', { userMessage: `${ends.join()} ${output.slice(-20).join('\n')}` }),
      clock: systemClock,
      signal: never,
    })
    expect(seen.map(({ broken }) => broken)).toEqual([BROKEN_WORDS.ended, undefined])
    // One life was lost, not one after another.
    expect(ends).toHaveLength(1)
    expect(await db().practiceCluster.findUniqueOrThrow({ where: { clusterId: bert } })).toMatchObject({
      brokenAt: null,
    })

    await link.ask(anna, 'release', { machineId: annaMachine }, { signal: AbortSignal.timeout(scaledMs(10_000)) })
    expect(await db().practiceCluster.findMany({ select: { clusterId: true } })).toEqual([{ clusterId: bert }])
    expect(await db().practiceObject.count({ where: { clusterId: anna } })).toBe(0)
  },
  scaledMs(150_000),
)
