import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EventObject } from '../objects'
import { EventTimeline } from './event-timeline'
import { readFixture } from './fixtures/read-fixture'

const events = z.array(EventObject).parse(readFixture('events'))

function timelineOf(items: readonly EventObject[]) {
  const timeline = new EventTimeline(() => undefined)
  timeline.replace(items)
  return timeline
}

const rowsAbout = (name: string) => Object.values(timelineOf(events).rows()).filter((row) => row.name === name)
const wordsAbout = (name: string) => rowsAbout(name).map((row) => row.words)

describe('the timeline of a real cluster', () => {
  it.each([
    ['no-registry', 'The image cannot be pulled, the machine does not find the registry (no name resolution).'],
    ['never-pull', 'The image is not on this machine, and it may not be pulled.'],
    ['bad-name', 'The name of the image is not a valid one.'],
    ['no-secret', 'It needs the secret "nosuch", which does not exist.'],
    ['no-configmap', 'It mounts the configmap "nosuch", which does not exist.'],
    ['as-root', 'The image wants to run as root, which the pod forbids.'],
    ['no-program', 'The program that it should start is not in the image.'],
    ['too-big', 'No machine has room: 3 have too little free CPU.'],
    ['unready', 'Its readiness check fails, so it gets no requests.'],
    ['crashing', 'It ends again and again; Kubernetes waits longer before each new start.'],
  ])('%s: %s', (name, words) => {
    expect(wordsAbout(name)).toContain(words)
  })

  it('leaves no warning in the kubelet’s own words', () => {
    const rows = Object.values(timelineOf(events).rows()).filter((row) => row.warning)
    expect(rows.filter((row) => row.words.startsWith(row.message.slice(0, 20)))).toEqual([])
  })

  it('folds repeats', () => {
    const [row] = rowsAbout('no-secret').filter((each) => each.warning)
    expect(row?.count).toBeGreaterThan(1)
    expect(rowsAbout('no-secret').filter((each) => each.warning)).toHaveLength(1)
  })

  it('keeps the newest 200 rows however many events come', () => {
    const [model] = events
    if (model === undefined) throw new Error('the fixture has changed')
    const many = Array.from({ length: 1_500 }, (_, index): EventObject => {
      const at = new Date(Date.parse('2026-01-01') + index * 1000).toISOString()
      const metadata = { ...model.metadata, uid: `event-${index}` }
      return {
        ...model,
        metadata,
        involvedObject: { ...model.involvedObject, name: `pod-${index}` },
        lastTimestamp: at,
      }
    })
    const timeline = timelineOf([])
    for (const event of many) timeline.upsert(event)
    const names = Object.values(timeline.rows()).map((row) => row.name)
    expect(names).toHaveLength(200)
    expect(names).toContain('pod-1499')
    expect(names).not.toContain('pod-1299')
  })

  it('tells of the pod whose state an event explains', () => {
    const touched: string[] = []
    const timeline = new EventTimeline((uid) => touched.push(uid))
    for (const event of events) timeline.upsert(event)
    const uid = events.find((event) => event.reason === 'FailedMount')?.involvedObject.uid ?? ''
    expect(touched).toContain(uid)
    expect(timeline.signalOf(uid)?.reason).toBe('FailedMount')
  })
})
