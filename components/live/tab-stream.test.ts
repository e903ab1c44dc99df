import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeCursors, type LiveFrame, topics } from '@/lib/shared/live-stream'
import { type Follower, TabStream } from './tab-stream'

/** The browser's EventSource as its standard describes it, driven by the test. */
class FakeSource extends EventTarget {
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSED = 2
  readonly url: string
  readyState = 0
  constructor(url: string) {
    super()
    this.url = url
  }
  close() {
    this.readyState = 2
  }
  beat() {
    this.readyState = 1
    this.dispatchEvent(new Event('beat'))
  }
  send(frame: LiveFrame) {
    this.readyState = 1
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
  /** The server ends it for good. */
  end(why: string) {
    this.dispatchEvent(new MessageEvent('end', { data: why }))
  }
  /** The network failed: the browser connects again by itself. */
  drop() {
    this.readyState = 0
    this.dispatchEvent(new Event('error'))
  }
  /** The server refused: the browser gives up. */
  refuse() {
    this.readyState = 2
    this.dispatchEvent(new Event('error'))
  }
  get topics() {
    return new URL(this.url, 'http://x').searchParams.get('topics')
  }
  get from() {
    return new Map(decodeCursors(new URL(this.url, 'http://x').searchParams.get('from') ?? ''))
  }
}

/** Counts like a log does. */
class Counter implements Follower {
  seen: number[] = []
  at: number
  constructor(at = 0) {
    this.at = at
  }
  cursor() {
    return this.at
  }
  take({ from, to }: LiveFrame) {
    if (from > this.at) return false
    for (; this.at < to; this.at++) this.seen.push(this.at + 1)
    return true
  }
}

const frame = (topic: string, from: number, to: number): LiveFrame => ({ topic, from, to, body: null })

let opened: FakeSource[]
let hidden: boolean
let status: number
let signedOut: number
let stream: TabStream

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  hidden = false
  status = 200
  signedOut = 0
  stream = new TabStream({
    open: (url) => {
      const source = new FakeSource(url)
      opened.push(source)
      // The parts of an EventSource that a stream uses are all there.
      return source as unknown as EventSource
    },
    probe: async () => status,
    onSignedOut: () => {
      signedOut += 1
    },
    isHidden: () => hidden,
  })
})
afterEach(() => vi.useRealTimers())

const latest = (): FakeSource => {
  const source = opened.at(-1)
  if (source === undefined) throw new Error('nothing was opened')
  return source
}
const live = () => opened.filter((source) => source.readyState !== source.CLOSED).length

describe('the one stream of a tab', () => {
  it('opens once for all that a page follows, each from where it stands', () => {
    stream.follow(topics.run('a'), new Counter(12))
    stream.follow(topics.log('a'), new Counter(0))
    vi.advanceTimersByTime(50)
    expect(opened).toHaveLength(1)
    expect(latest().topics).toBe('run:a,run:a:log')
    expect(latest().from).toEqual(
      new Map([
        ['run:a', 12],
        ['run:a:log', 0],
      ]),
    )
  })

  it('opens anew for one more topic without losing or repeating anything', () => {
    const first = new Counter()
    stream.follow('home', first)
    vi.advanceTimersByTime(50)
    latest().send(frame('home', 0, 3))
    const old = latest()
    stream.follow(topics.run('a'), new Counter())
    vi.advanceTimersByTime(50)
    expect(live()).toBe(1)
    expect(latest().from.get('home')).toBe(3)
    old.send(frame('home', 3, 9))
    latest().send(frame('home', 3, 5))
    expect(first.seen).toEqual([1, 2, 3, 4, 5])
  })

  it('brings a second follower of a topic what it lacks, and the first nothing twice', () => {
    const first = new Counter()
    const second = new Counter()
    stream.follow('home', first)
    vi.advanceTimersByTime(50)
    latest().send(frame('home', 0, 3))
    stream.follow('home', second)
    vi.advanceTimersByTime(50)
    expect(latest().from.get('home')).toBe(0)
    latest().send(frame('home', 0, 4))
    expect([first.seen, second.seen]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })

  it('begins again from the cursor where a frame does not fit', () => {
    const counter = new Counter()
    stream.follow('home', counter)
    vi.advanceTimersByTime(50)
    latest().send(frame('home', 0, 2))
    latest().send(frame('home', 5, 6))
    vi.advanceTimersByTime(1_000)
    expect(opened).toHaveLength(2)
    expect(latest().from.get('home')).toBe(2)
  })

  it('says live, reconnecting, and stale since the last sign of life', () => {
    stream.follow('home', new Counter())
    vi.advanceTimersByTime(50)
    latest().beat()
    const heardAt = Date.now()
    expect(stream.connection()).toEqual({ state: 'live', since: heardAt })
    vi.advanceTimersByTime(1_000)
    latest().drop()
    expect(stream.connection().state).toBe('reconnecting')
    vi.advanceTimersByTime(11_000)
    expect(stream.connection()).toEqual({ state: 'stale', since: heardAt })
    expect(opened).toHaveLength(1)
    latest().beat()
    expect(stream.connection().state).toBe('live')
  })

  it('tries again ever more slowly where the server refuses, and tells when the session is over', async () => {
    stream.follow('home', new Counter())
    vi.advanceTimersByTime(50)
    latest().refuse()
    await vi.advanceTimersByTimeAsync(600)
    expect(opened).toHaveLength(2)
    latest().refuse()
    await vi.advanceTimersByTimeAsync(600)
    expect(opened).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(600)
    expect(opened).toHaveLength(3)
    expect(signedOut).toBe(0)
    status = 401
    latest().refuse()
    await vi.advanceTimersByTimeAsync(10)
    expect(signedOut).toBe(1)
  })

  it('does not come back where newer tabs took its place, until somebody looks at it again', () => {
    stream.follow('home', new Counter())
    vi.advanceTimersByTime(50)
    latest().beat()
    latest().end('too-many')
    expect(stream.connection().state).toBe('too-many')
    vi.advanceTimersByTime(120_000)
    stream.follow(topics.run('a'), new Counter())
    vi.advanceTimersByTime(10_000)
    expect(opened).toHaveLength(1)
    expect(signedOut).toBe(0)
    hidden = true
    vi.advanceTimersByTime(5_000)
    hidden = false
    vi.advanceTimersByTime(5_000)
    expect(opened).toHaveLength(2)
    latest().beat()
    expect(stream.connection().state).toBe('live')
  })

  it('leaves a connection that says nothing any more', () => {
    stream.follow('home', new Counter())
    vi.advanceTimersByTime(50)
    latest().beat()
    vi.advanceTimersByTime(40_000)
    expect(opened.length).toBeGreaterThan(1)
    expect(live()).toBe(1)
  })

  it('gives the connection back while nobody sees the tab, and goes on where it was', () => {
    const counter = new Counter()
    stream.follow('home', counter)
    vi.advanceTimersByTime(50)
    latest().send(frame('home', 0, 7))
    hidden = true
    vi.advanceTimersByTime(70_000)
    expect(live()).toBe(0)
    hidden = false
    stream.look()
    vi.advanceTimersByTime(50)
    expect(live()).toBe(1)
    expect(latest().from.get('home')).toBe(7)
  })

  it('ends when nobody follows anything, but not between two pages', () => {
    const leave = stream.follow('home', new Counter())
    vi.advanceTimersByTime(50)
    leave()
    const stay = stream.follow('home', new Counter())
    vi.advanceTimersByTime(10_000)
    expect(live()).toBe(1)
    stay()
    vi.advanceTimersByTime(10_000)
    expect(live()).toBe(0)
  })
})
