import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { ClassReceipt } from '@/lib/contracts/class-fields'
import type { Wall } from '@/lib/shared/classroom/wall'
import { type LiveFrame, topics } from '@/lib/shared/live-stream'
import { runningPanel } from '@/workers/supervisor/panel-file'
import type { Bench } from './bench'
import { memoryMb } from './support/memory'
import { percentile } from './support/percentile'

const STUDENTS = 30
const MINUTE_MS = 60_000
/** All come within this time of the code being shown. */
const COMING_MS = 20_000
const READY_MS = 5 * MINUTE_MS
const END_MS = 10 * MINUTE_MS

interface Student {
  readonly name: string
  readonly client: PanelClient
  readonly cookie: string
  readonly joinedAt: number
}

/** Reads the stream of a topic until it is closed. */
async function follow(panel: TestPanel, cookie: string, topic: string, take: (frame: LiveFrame) => void) {
  const closing = new AbortController()
  const answer = await fetch(`${panel.url}/api/live?topics=${topic}`, { headers: { cookie }, signal: closing.signal })
  if (!answer.ok || answer.body === null) throw new Error(`the stream of ${topic} answers ${answer.status}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  const read = async () => {
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const messages = (rest + value).split('\n\n')
      rest = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^data: (\{"topic".*)$/m.exec(message)?.[1]
        if (data !== undefined) take(JSON.parse(data) as LiveFrame)
      }
    }
  }
  const reading = read().catch(() => undefined)
  return async () => {
    closing.abort()
    await reading
  }
}

/** One answer of the panel, with how long it took. */
async function post(panel: TestPanel, path: string, body: object, cookie: string, times: number[]) {
  const began = performance.now()
  const answer = await fetch(`${panel.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: panel.url, cookie },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  times.push(performance.now() - began)
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${text.slice(0, 300)}`)
  return answer.headers.getSetCookie().map((each) => each.split(';', 1)[0] ?? '')
}

/** A browser that scans the code: it is marked, looks what class it is, and joins by a name. */
async function join(panel: TestPanel, code: string, name: string, times: number[]): Promise<Student> {
  const mark = await post(panel, '/api/join/device', {}, '', times)
  await post(panel, '/api/join/code', { code }, mark.join('; '), times)
  const session = await post(panel, '/api/join', { code, name }, mark.join('; '), times)
  const cookie = [...mark, ...session].join('; ')
  return { name, cookie, client: new PanelClient(panel.url, cookie), joinedAt: Date.now() }
}

async function until<T>(
  what: string,
  deadlineMs: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`${what} took longer than ${deadlineMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Undefined when a process of the panel ended while it was looked at. */
function memoryNow(panel: TestPanel): number | undefined {
  try {
    return memoryMb(runningPanel(panel.dataDir)?.pid ?? 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function measure(panel: TestPanel, students: number, prewarm: boolean, say: (line: string) => void) {
  const cookie = await createFirstAccount(panel)
  const teacher = new PanelClient(panel.url, cookie)
  await teacher.call('PUT', '/api/practice/limits', { aMember: students + 1, aPanel: 1_000 })
  const now = Date.now()
  const { classId } = await teacher.call<{ classId: string }>('POST', '/api/classes', {
    ...{
      name: 'Bench',
      timeZone: 'UTC',
      startsAt: now,
      endsAt: now + 45 * MINUTE_MS,
      seats: students,
      mostMachines: 3,
    },
    offer: { provider: 'practice', settings: { machines: 3, speed: 20, apps: ['go-echo'] } },
  })
  const { code } = await teacher.call<{ code: string }>('PUT', `/api/classes/${classId}/code`, {})
  if (prewarm) {
    say(`${students} clusters are made before the bell`)
    await teacher.call('POST', `/api/classes/${classId}/prewarm`)
    await until('making the clusters', READY_MS, async () =>
      (await teacher.call<{ warm: boolean; phase: string }>('GET', `/api/classes/${classId}`)).phase === 'open'
        ? true
        : undefined,
    )
  }
  const beforeMb = memoryMb(runningPanel(panel.dataDir)?.pid ?? 0)
  let mostMb = beforeMb
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, memoryNow(panel) ?? mostMb)
  }, 500)
  const readyAt = new Map<string, number>()
  const handAt = new Map<string, number>()
  const closes = [
    await follow(panel, cookie, topics.classWall(classId), ({ body }) => {
      for (const { name, cluster, hand } of (body as Wall).tiles) {
        if (cluster?.phase === 'ready' && !readyAt.has(name)) readyAt.set(name, Date.now())
        if (hand !== null && !handAt.has(name)) handAt.set(name, Date.now())
      }
    }),
  ]
  const answers: number[] = []
  say(`${students} students come within ${COMING_MS / 1000} s`)
  const all = await Promise.all(
    Array.from({ length: students }, async (_, place) => {
      await new Promise((resolve) => setTimeout(resolve, (COMING_MS * place) / students))
      const student = await join(panel, code, `Student ${place + 1}`, answers)
      await (await fetch(`${panel.url}/class`, { headers: { cookie: student.cookie } })).arrayBuffer()
      const { clusters } = await student.client.call<{ clusters: readonly object[] }>('GET', '/api/class')
      if (clusters.length === 0) await student.client.call('POST', '/api/class/clusters')
      closes.push(await follow(panel, student.cookie, topics.classSeat(classId), () => undefined))
      return student
    }),
  )
  await until('making all clusters', READY_MS, () => (readyAt.size >= students ? true : undefined))
  const readyS = all.map(({ name, joinedAt }) => Math.max(0, (readyAt.get(name) ?? 0) - joinedAt) / 1000)
  say('everybody raises a hand')
  const raisedAt = new Map<string, number>()
  await Promise.all(
    all.map(async ({ client, name }, place) => {
      await new Promise((resolve) => setTimeout(resolve, place * 50))
      await client.call('PUT', '/api/class/hand', { up: true, note: '' })
      raisedAt.set(name, Date.now())
    }),
  )
  await until('seeing all hands', 10_000, () => (handAt.size >= students ? true : undefined)).catch(() => undefined)
  const wallMs = all.flatMap(({ name }) => {
    const seen = handAt.get(name)
    return seen === undefined ? [] : [Math.max(0, seen - (raisedAt.get(name) ?? seen))]
  })
  say('the class ends')
  const endedAt = Date.now()
  await teacher.call('POST', `/api/classes/${classId}/end`)
  const receipt = await until('the end', END_MS, async () => {
    const detail = await teacher.call<{ phase: string; receipt: ClassReceipt | null }>('GET', `/api/classes/${classId}`)
    return detail.phase === 'ended' ? (detail.receipt ?? undefined) : undefined
  })
  const cleanupS = (Date.now() - endedAt) / 1000
  clearInterval(watch)
  await Promise.all(closes.map((close) => close()))
  return {
    students,
    prewarm,
    joinP99Ms: Math.round(percentile(answers, 0.99)),
    readyP99S: Number(percentile(readyS, 0.99).toFixed(1)),
    wallP99Ms: Math.round(percentile(wallMs, 0.99)),
    wallLost: students - wallMs.length,
    extraMb: Math.round(mostMb - beforeMb),
    cleanupS: Number(cleanupS.toFixed(1)),
    left: receipt.left,
  }
}

export const bench: Bench = {
  about: 'a class: everybody joins by one code, gets a cluster, is seen on the wall, and nothing is left at the end',
  run: async ({ say, flags }) => {
    const panel = await startPanel()
    try {
      return await measure(panel, Number(flags.get('students') || STUDENTS), flags.has('prewarm'), say)
    } finally {
      await panel.stop()
    }
  },
}
