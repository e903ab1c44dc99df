import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type PanelPart, startPanel, type TestPanel } from '@/e2e/panel'
import { ADA, createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { closeDatabase, db } from '@/lib/db/client'
import { databaseVault } from '@/lib/vault/database-vault'
import type { Bench } from './bench'
import type { AttackersTask, Begin, FromAttackers, FromPeople, PeopleTask } from './siege/messages'
import { nextMessage, startProcess } from './support/bench-process'
import { watchIdlePercent } from './support/idle-percent'
import { memoryMb } from './support/memory'
import { percentile } from './support/percentile'
import { chooseDatabase, seedCluster } from './support/seed-cluster'

const PEOPLE = 10
const LOOK_EVERY_MS = 500
/** Before the attackers begin, so that what a panel does once at its start is over. */
const SETTLE_MS = 5_000
const PARTS = ['web', 'worker', 'practice', 'postgres'] as const satisfies readonly PanelPart[]

/** A session of a new member. */
async function createMember(panel: TestPanel, admin: PanelClient, name: string): Promise<string> {
  const account = { name, email: `${name}@example.org`, role: 'member' }
  const { token } = await admin.call<{ token: string }>('POST', '/api/accounts', account)
  const response = await fetch(`${panel.url}/api/accounts/choose-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password: `four words of ${name}` }),
  })
  if (!response.ok) throw new Error(`the password was answered ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Clusters that the panel watches, and that lie. */
async function seedLyingClusters(kubeconfigs: readonly string[]): Promise<void> {
  for (const [number, kubeconfig] of kubeconfigs.entries()) {
    const clusterId = await seedCluster(`lying-${number}`)
    const { ownerId } = await db().cluster.findUniqueOrThrow({ where: { id: clusterId } })
    const kubeconfigSecretId = await databaseVault().seal(kubeconfig, { kind: 'kubeconfig', ownerId, clusterId })
    await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
  }
}

interface Watch {
  readonly peakMb: Record<'web' | 'worker', number>
  restarts: number
}

/** Looks at the panel's processes until the signal aborts. */
async function watchParts(panel: TestPanel, signal: AbortSignal): Promise<Watch> {
  const watch: Watch = { peakMb: { web: 0, worker: 0 }, restarts: 0 }
  const pids = new Map(PARTS.map((part) => [part, panel.pid(part)]))
  while (!signal.aborted) {
    for (const part of PARTS) {
      const pid = panel.pid(part)
      if (pid !== undefined && pid !== pids.get(part)) {
        watch.restarts += 1
        pids.set(part, pid)
      }
      if (part === 'web' || part === 'worker') watch.peakMb[part] = Math.max(watch.peakMb[part], memoryOf(pid))
    }
    await delay(LOOK_EVERY_MS)
  }
  return watch
}

/** 0 for a process that is gone, or about to be. */
function memoryOf(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    return memoryMb(pid)
  } catch {
    return 0
  }
}

/** In life attackers compute on machines of their own: what they compute here, the panel shall not lack. */
const ATTACKERS_NICENESS = 15

const start = (file: string, task: AttackersTask | PeopleTask, niceness = 0): ChildProcess =>
  startProcess(path.join(import.meta.dirname, 'siege', file), task, niceness)

export const bench: Bench = {
  about: 'ten people at work while a visitor, a member, machines and clusters attack at once (--seconds 60)',
  run: async ({ say, flags }) => {
    const seconds = Number(flags.get('seconds') || 60)
    const calm = flags.has('calm')
    // The machines that lie are on this machine, where the panel connects to nobody unless it is allowed to.
    const env = { BUZZCRATE_ALLOWED_ADDRESSES: '127.0.0.0/8', BUZZCRATE_PRACTICE_PORT: '0' }
    const panel = await startPanel({ env })
    const children: ChildProcess[] = []
    try {
      const admin = new PanelClient(panel.url, await createFirstAccount(panel))
      const names = Array.from({ length: PEOPLE }, (_, number) => `person-${number}`)
      const cookies: string[] = []
      for (const name of names) cookies.push(await createMember(panel, admin, name))
      process.env['BUZZCRATE_SECRET_KEY'] = readFileSync(path.join(panel.dataDir, 'secrets/secret-key'), 'utf8').trim()
      chooseDatabase(panel.databaseUrl)

      const cookie = await createMember(panel, admin, 'mallory')
      const task = { url: panel.url, seconds, cookie, email: ADA.email }
      const attackers = start('attackers.ts', task, calm ? 0 : ATTACKERS_NICENESS)
      children.push(attackers)
      const { kubeconfigs } = await nextMessage<FromAttackers, 'ready'>(attackers, 'ready')
      await delay(SETTLE_MS)
      say(`${PEOPLE} people at work for ${seconds} s${calm ? ', and nobody else' : '; the attack begins'}`)
      const over = new AbortController()
      const watching = watchParts(panel, over.signal)
      const idlePercent = watchIdlePercent()
      if (!calm) await seedLyingClusters(kubeconfigs)
      const ended = nextMessage<FromAttackers, 'ended'>(attackers, 'ended')
      // Whoever ends early ends the bench, below.
      ended.catch(() => undefined)
      if (!calm) attackers.send({ type: 'begin' } satisfies Begin)
      const people = start('people.ts', { url: panel.url, seconds, cookies })
      children.push(people)
      const { healthMs, clickMs, slowestMs, failed } = await nextMessage<FromPeople, 'met'>(people, 'met')
      const idle = idlePercent()
      if (!calm) say(`attempts: ${JSON.stringify((await ended).attempts)}`)
      over.abort()
      const { peakMb, restarts } = await watching
      say(`slowest clicks in ms: ${JSON.stringify(slowestMs)}`)
      return {
        healthP99Ms: percentile(healthMs, 0.99),
        clickP99Ms: percentile(clickMs, 0.99),
        restarts,
        webPeakMb: Math.round(peakMb.web),
        workerPeakMb: Math.round(peakMb.worker),
        clicks: clickMs.length,
        clickP50Ms: percentile(clickMs, 0.5),
        failed,
        idlePercent: idle,
      }
    } finally {
      for (const child of children) child.kill('SIGKILL')
      await closeDatabase()
      await panel.stop()
    }
  },
}
