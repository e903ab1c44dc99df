import type { EventRow } from '@/lib/shared/live-cluster/rows'
import { type EventObject, timeOf } from '../objects'
import { EVENTS } from './event-words'
import { CREATING, PULL } from './pod-words'
import { whyPending } from './why-pending'
import { type Said, say, sentence, short } from './word-table'

/** Events about the same object for the same reason are one row of the timeline. */
export const eventKey = ({ involvedObject: { kind, namespace, name }, reason }: EventObject) =>
  `${kind}/${namespace ?? ''}/${name}/${reason ?? ''}`

export const eventTime = ({ series, lastTimestamp, eventTime: at, firstTimestamp, metadata }: EventObject): number =>
  timeOf(series?.lastObservedTime) ??
  timeOf(lastTimestamp) ??
  timeOf(at) ??
  timeOf(firstTimestamp) ??
  timeOf(metadata.creationTimestamp) ??
  0

/** One row from all events of one `eventKey`; there is at least one. */
export function presentEvents(events: readonly [EventObject, ...EventObject[]]): EventRow {
  const newest = events.reduce((a, b) => (eventTime(b) >= eventTime(a) ? b : a))
  const { involvedObject: object, reason, message } = newest
  return {
    key: eventKey(newest),
    warning: newest.type === 'Warning',
    reason: reason ?? '',
    kind: object.kind,
    name: object.name,
    namespace: object.namespace ?? '',
    ...eventWords(newest),
    message: short((message ?? '').trim(), 500),
    count: events.reduce((sum, event) => sum + (event.series?.count ?? event.count ?? 1), 0),
    firstAt: Math.min(...events.map((event) => timeOf(event.firstTimestamp) ?? eventTime(event))),
    at: eventTime(newest),
  }
}

function eventWords({ reason, message, type }: EventObject): Said {
  const text = `${reason ?? ''}: ${(message ?? '').trim()}`
  if (reason === 'FailedScheduling') return whyPending(message ?? '')
  if (reason === 'Failed' && /pull|image/i.test(text)) {
    const said = say(PULL, message ?? '')
    if (said !== undefined) return { ...said, words: said.words.replace(/^Waiting: t/, 'T') }
  }
  const said = say(EVENTS, text) ?? (type === 'Warning' ? say(CREATING, text) : undefined)
  return said ?? { words: sentence(short((message ?? reason ?? '').trim())), hint: '' }
}
