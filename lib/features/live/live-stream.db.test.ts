import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'
import { LogWriter } from '@/lib/events/log-writer'
import { PostgresRunJournal } from '@/lib/events/run-journal'
import { announceSessions } from '@/lib/features/accounts/announce-sessions'
import { saveRunStatus } from '@/lib/features/runs/write-run-status'
import { type Cursors, decodeCursors, type LiveFrame, topics } from '@/lib/shared/live-stream'
import type { LogChunk } from '@/lib/shared/log-line'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { type SeededRun, seedRun } from '@/lib/testing/seed-run'
import { ensureFolderRegistries, REGISTRIES } from '@/scripts/setup/folder-registries.mjs'
import type { LiveTopic } from './live-topic'
import { hub, openLiveStream } from './open-live-stream'
import { liveTopics } from './topics.gen'

provideTestDatabase()
afterAll(() => closeBus())

const actorOf = ({ ownerId }: SeededRun): Actor => ({ userId: ownerId, role: 'member' })

interface Message {
  readonly event: string
  readonly id: string | undefined
  readonly data: string
}

/** Reads server-sent events as a browser does; `cursors` is what it would send as Last-Event-ID. */
class Reader {
  cursors: Cursors = new Map()
  readonly frames: LiveFrame[] = []
  ended: string | undefined
  private abort = new AbortController()
  private reading: Promise<void> = Promise.resolve()
  private check: () => void = () => undefined

  async open(
    actor: Actor,
    names: readonly string[],
    stillAllowed = async () => true,
    known: readonly LiveTopic[] = liveTopics,
  ): Promise<this> {
    this.abort = new AbortController()
    const options = { cursors: this.cursors, signals: [this.abort.signal], stillAllowed }
    const stream = await openLiveStream(actor, names, options, known)
    this.reading = this.read(stream)
    return this
  }

  async close(): Promise<void> {
    this.abort.abort()
    await this.reading
  }

  bodies(topic: string): unknown[] {
    return this.frames.filter((frame) => frame.topic === topic).map((frame) => frame.body)
  }

  /** Resolves when the predicate holds; it is asked after every frame. */
  until(predicate: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.check = () => {
        if (predicate()) resolve()
      }
      this.check()
    })
  }

  private async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true })
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.take(parse(text.slice(0, end)))
        text = text.slice(end + 2)
      }
    }
  }

  private take({ event, id, data }: Message): void {
    if (id !== undefined) this.cursors = decodeCursors(id)
    if (event === 'end') this.ended = data
    if (event === 'message' && data !== '') this.frames.push(JSON.parse(data))
    this.check()
  }
}

function parse(block: string): Message {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  return { event: field('event') ?? 'message', id: field('id'), data: field('data') ?? '' }
}

const textsOf = (bodies: readonly unknown[]) =>
  (bodies as LogChunk[][]).flatMap((chunks) => chunks.flatMap((chunk) => chunk.lines.map((line) => line[4])))

it('brings every line exactly once to readers that come, go and come back', { timeout: scaledMs(60_000) }, async () => {
  const seeded = await seedRun()
  await db().run.update({ where: { id: seeded.runId }, data: { claimedBy: 'w' } })
  const runLog = new LogWriter({ flushEveryMs: 2 }).open(seeded.runId, 'w', (line) => line)
  const journal = new PostgresRunJournal({ runId: seeded.runId, signal: new AbortController().signal })
  const names = [topics.run(seeded.runId), topics.log(seeded.runId)]
  const LINES = 2_000
  const write = async () => {
    for (let line = 1; line <= LINES; line++) {
      runLog.write('n', 1, 'out', `${line}`)
      if (line % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
      if (line % 100 === 0) await journal.append(line / 100, [{ at: line, type: 'claimed', by: 'w' }])
    }
    await runLog.close()
  }
  const writing = write()
  const readers = Array.from({ length: 8 }, () => new Reader())
  const count = (reader: Reader) => textsOf(reader.bodies(topics.log(seeded.runId))).length
  const follow = async (reader: Reader) => {
    // Disconnects after ever so many frames, and comes back with what it got.
    while (count(reader) < LINES) {
      const enough = reader.frames.length + 1 + Math.floor(Math.random() * 8)
      await reader.open(actorOf(seeded), names)
      await reader.until(() => reader.frames.length >= enough || count(reader) >= LINES)
      await reader.close()
    }
  }
  await Promise.all(readers.map(follow))
  await writing
  const all = Array.from({ length: LINES }, (_, index) => `${index + 1}`)
  for (const reader of readers) expect(textsOf(reader.bodies(topics.log(seeded.runId)))).toEqual(all)
  const [first] = readers
  if (first === undefined) return
  await first.open(actorOf(seeded), names)
  await expect.poll(() => first.bodies(topics.run(seeded.runId)).flat()).toHaveLength(LINES / 100)
  await first.close()
  expect(hub().size).toEqual({ streams: 0, topics: 0 })
})

it('passes over a reader that does not drain, and gives it everything when it does', async () => {
  const seeded = await seedRun()
  await db().run.update({ where: { id: seeded.runId }, data: { claimedBy: 'w' } })
  const runLog = new LogWriter({ flushEveryMs: 1 }).open(seeded.runId, 'w', (line) => line)
  const topic = topics.log(seeded.runId)
  const abort = new AbortController()
  const options = { cursors: new Map(), signals: [abort.signal], stillAllowed: async () => true }
  const stream = await openLiveStream(actorOf(seeded), [topic], options)
  const quick = await new Reader().open(actorOf(seeded), [topic])
  for (let line = 0; line < 4_000; line++) runLog.write('n', 1, 'out', `${line} ${'x'.repeat(500)}`)
  await runLog.close()
  await expect.poll(() => textsOf(quick.bodies(topic)).length, { timeout: scaledMs(10_000) }).toBe(4_000)
  await quick.close()
  const slow = stream.getReader()
  const seen: number[] = []
  let text = ''
  const decoder = new TextDecoder()
  while (seen.length < 4_000) {
    const { value } = await slow.read()
    text += decoder.decode(value, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const { event, data } = parse(text.slice(0, end))
      if (event === 'message' && data !== '')
        seen.push(...textsOf([JSON.parse(data).body]).map((line) => Number.parseInt(line, 10)))
      text = text.slice(end + 2)
    }
  }
  expect(seen).toEqual(Array.from({ length: 4_000 }, (_, index) => index))
  abort.abort()
})

it('shows a cluster by snapshot and deltas, and a new snapshot to whom the deltas do not reach', async () => {
  const seeded = await seedRun()
  const { clusterId } = seeded
  const topic = topics.cluster(clusterId)
  const delta = (seq: number) => db().clusterDelta.create({ data: { clusterId, seq, body: `{"seq":${seq}}` } })
  await db().clusterSnapshot.create({ data: { clusterId, seq: 2, body: '{"seq":2}' } })
  await delta(3)
  const reader = await new Reader().open(actorOf(seeded), [topic])
  await expect.poll(() => reader.bodies(topic)).toEqual([{ snapshot: { seq: 2 }, deltas: [{ seq: 3 }] }])
  await delta(4)
  await bus().publish(busTopics.clusterLive(clusterId), '4')
  await expect.poll(() => reader.bodies(topic).at(-1)).toEqual({ deltas: [{ seq: 4 }] })
  await bus().publish(busTopics.clusterLive(clusterId), '4')
  await reader.close()

  await db().clusterSnapshot.update({ where: { clusterId }, data: { seq: 9, body: '{"seq":9}' } })
  await db().clusterDelta.deleteMany({ where: { clusterId } })
  await reader.open(actorOf(seeded), [topic])
  await expect.poll(() => reader.bodies(topic).at(-1)).toEqual({ snapshot: { seq: 9 }, deltas: [] })
  expect(reader.frames).toHaveLength(3)
  await db().clusterSnapshot.update({ where: { clusterId }, data: { seq: 1, body: '{"seq":1}' } })
  await bus().publish(busTopics.clusterLive(clusterId), '1')
  await expect.poll(() => reader.bodies(topic).at(-1)).toEqual({ snapshot: { seq: 1 }, deltas: [] })
  await reader.close()
})

it('tells the home page what changed, and only that', async () => {
  const seeded = await seedRun()
  const reader = await new Reader().open(actorOf(seeded), [topics.home])
  await expect.poll(() => reader.bodies(topics.home)).toEqual([null])
  await bus().publish(busTopics.home, seeded.ownerId)
  await db().cluster.update({ where: { id: seeded.clusterId }, data: { phase: 'ready' } })
  await bus().publish(busTopics.home, seeded.ownerId)
  await expect.poll(() => reader.bodies(topics.home)).toEqual([null, null])
  await saveRunStatus(seeded.runId, 'held', 1)
  await expect.poll(() => reader.bodies(topics.home)).toEqual([null, null, null])
  await reader.close()
  await reader.open(actorOf(seeded), [topics.home, topics.run(seeded.runId)])
  await new PostgresRunJournal({ runId: seeded.runId, signal: new AbortController().signal }).append(1, [
    { at: 1, type: 'started', node: 'n' },
  ])
  await expect.poll(() => reader.bodies(topics.run(seeded.runId))).toHaveLength(1)
  expect(reader.bodies(topics.home)).toHaveLength(3)
  await reader.close()
})

it('refuses what is no topic, and what is somebody else’s', async () => {
  const seeded = await seedRun()
  const stranger = actorOf(await seedRun())
  const options = { cursors: new Map(), signals: [], stillAllowed: async () => true }
  for (const name of [topics.run(seeded.runId), topics.log(seeded.runId), topics.cluster(seeded.clusterId)]) {
    await expect(openLiveStream(stranger, [topics.home, name], options)).rejects.toMatchObject({ code: 'not-found' })
  }
  await expect(openLiveStream(stranger, ['run:; drop table run'], options)).rejects.toMatchObject({ code: 'bad-input' })
  expect(hub().size.streams).toBe(0)
})

it('ends the streams of a session that ended, at once, and no others', async () => {
  const [guest, other] = [await seedRun(), await seedRun()]
  let allowed = true
  const reader = await new Reader().open(actorOf(guest), [topics.home], async () => allowed)
  const neighbour = await new Reader().open(actorOf(other), [topics.home])
  await expect.poll(() => reader.frames.length + neighbour.frames.length).toBe(2)
  allowed = false
  announceSessions(guest.ownerId)
  await expect.poll(() => reader.ended, { timeout: scaledMs(5_000) }).toBe('signed-out')
  await expect.poll(() => hub().size.streams).toBe(1)
  expect(neighbour.ended).toBeUndefined()
  await neighbour.close()
})

it('shows a reader who comes late what there is, although nothing new comes', async () => {
  const seeded = await seedRun()
  await db().run.update({ where: { id: seeded.runId }, data: { claimedBy: 'w' } })
  const runLog = new LogWriter({ flushEveryMs: 1 }).open(seeded.runId, 'w', (line) => line)
  for (let line = 1; line <= 10; line++) runLog.write('n', 1, 'out', `${line}`)
  await runLog.close()
  const topic = topics.log(seeded.runId)
  const first = await new Reader().open(actorOf(seeded), [topic])
  await expect.poll(() => textsOf(first.bodies(topic)).length).toBe(10)
  const second = await new Reader().open(actorOf(seeded), [topic])
  await expect.poll(() => textsOf(second.bodies(topic)).length, { timeout: scaledMs(3_000) }).toBe(10)
  await Promise.all([first.close(), second.close()])
})

const BELL = `
import { defineTopic } from '@/lib/features/live/live-topic'
import { db } from '@/lib/db/client'

export const towerBellTopic = defineTopic({
  address: 'tower:<towerId>:bell',
  action: 'clusters.read',
  about: {
    countVisible: (actor, ids) => db().setting.count({ where: { key: { in: ids.map((id) => actor.userId + id) } } }),
    id: ({ towerId }) => towerId,
  },
  source: (actor, { towerId }) => ({
    key: 'bell:' + towerId,
    wakeOn: 'bell:' + towerId,
    numbered: true,
    async read(after) {
      const row = await db().setting.findUnique({ where: { key: actor.userId + towerId } })
      return Number(row?.value) > after ? { to: Number(row?.value), body: JSON.stringify('dong') } : undefined
    },
  }),
})
`

it('has a topic more for one file more in the folder', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-topics-'))
  const registry = REGISTRIES.find(({ list }) => list === 'liveTopics')
  if (registry === undefined) throw new Error('topics have no registry')
  mkdirSync(path.join(root, registry.folder), { recursive: true })
  writeFileSync(path.join(root, registry.folder, 'tower-bell-topic.ts'), BELL)
  ensureFolderRegistries(root, [registry])
  const added: { liveTopics: readonly LiveTopic[] } = await import(path.join(root, registry.out))
  rmSync(root, { recursive: true })
  const known = [...liveTopics, ...added.liveTopics]

  const [owner, stranger] = [await seedRun(), await seedRun()]
  const key = `${owner.ownerId}t1`
  await db().setting.create({ data: { key, value: 1 } })
  const names = ['tower:t1:bell', topics.run(owner.runId)]
  const reader = await new Reader().open(actorOf(owner), names, undefined, known)
  await expect.poll(() => reader.bodies('tower:t1:bell')).toEqual(['dong'])
  await db().setting.update({ where: { key }, data: { value: 2 } })
  await bus().publish('bell:t1', '2')
  await expect.poll(() => reader.bodies('tower:t1:bell')).toEqual(['dong', 'dong'])
  expect(reader.cursors.get('tower:t1:bell')).toBe(2)
  await reader.close()
  const options = { cursors: new Map(), signals: [], stillAllowed: async () => true }
  const refused = openLiveStream(actorOf(stranger), ['tower:t1:bell'], options, known)
  await expect(refused).rejects.toMatchObject({ code: 'not-found' })
  await expect(openLiveStream(actorOf(owner), ['tower:t1:bell'], options)).rejects.toMatchObject({ code: 'bad-input' })
})
