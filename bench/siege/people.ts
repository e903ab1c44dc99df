import { setTimeout as delay } from 'node:timers/promises'
import type { FromPeople, PeopleTask } from './messages'

// Ten people at work, and somebody who asks for the panel's health: in a process of their own, so that what they measure is
// the panel and not the bench.
const task: PeopleTask = JSON.parse(process.argv[2] ?? '')
const HEALTH_EVERY_MS = 200
const THINK_MS = 700
/** Longer than anybody waits. It counts as this long. */
const PATIENCE_MS = 30_000

const until = Date.now() + task.seconds * 1_000
const healthMs: number[] = []
const clickMs: number[] = []
const slowestMs: Record<string, number> = {}
let failed = 0

interface Click {
  readonly method?: string
  readonly cookie?: string
  readonly body?: unknown
}

/** The answer's text, and how long it took. */
async function ask(path: string, { method = 'GET', cookie = '', body }: Click): Promise<[number, string]> {
  const startedAt = performance.now()
  try {
    const response = await fetch(`${task.url}${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status >= 500) failed += 1
    return [performance.now() - startedAt, text]
  } catch {
    // Cut off, or too late: both are what a person sees as broken.
    failed += 1
    return [performance.now() - startedAt, '']
  }
}

async function click(what: string, path: string, options: Click): Promise<string> {
  const [tookMs, text] = await ask(path, options)
  clickMs.push(tookMs)
  slowestMs[what] = Math.max(slowestMs[what] ?? 0, Math.round(tookMs))
  await delay(THINK_MS * (0.5 + Math.random()))
  return text
}

/** What a word of an answer's JSON is, without knowing the rest of it. */
const idIn = (text: string, after: string): string =>
  new RegExp(`"${after}":(?:\\[)?\\{[^{}]*?"id":"([^"]+)"`).exec(text)?.[1] ?? ''

async function work(cookie: string, person: number): Promise<void> {
  const key = await click('make a key', '/api/ssh-keys', { method: 'POST', cookie, body: { name: 'desk' } })
  const machines = { list: 'pi-01 127.0.0.1:1', loginUser: 'pi', sshKeyId: idIn(key, 'key') }
  const added = await click('add a machine', '/api/machines', { method: 'POST', cookie, body: machines })
  const machineId = idIn(added, 'machines')
  const cluster = { provider: 'practice', name: `own-${person}`, machines: 1, speed: 20, apps: [], troubles: [] }
  await click('start a cluster', '/api/clusters', { method: 'POST', cookie, body: cluster })
  for (let turn = 0; Date.now() < until; turn += 1) {
    await click('open a page', ['/', '/machines', '/clusters', '/keys'][turn % 4] ?? '/', { cookie })
    await click('list clusters', '/api/clusters', { cookie })
    await click('check a machine', `/api/machines/${machineId}/check`, { method: 'POST', cookie })
    const rename = { method: 'PATCH', cookie, body: { name: `pi-${turn}` } }
    await click('rename a machine', `/api/machines/${machineId}`, rename)
  }
}

async function askHealth(): Promise<void> {
  while (Date.now() < until) {
    const [tookMs] = await ask('/api/health', {})
    healthMs.push(tookMs)
    await delay(HEALTH_EVERY_MS)
  }
}

await Promise.all([askHealth(), ...task.cookies.map(work)])
const met: FromPeople = { type: 'met', healthMs, clickMs, slowestMs, failed }
process.send?.(met, () => process.exit(0))
