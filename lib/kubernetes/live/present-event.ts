import type { EventRow } from '@/lib/contracts/live-rows'
import { type EventObject, timeOf } from '../objects'
import { EVENTS } from './event-words'
import { CREATING, PULL, WAITING } from './pod-words'
import { whyPending } from './why-pending'
import { type Said, say, sentence, short } from './word-table'

/** Events that say the same about the same object are one row of the timeline. */
export const eventKey = (event: EventObject) => {
  const { kind, namespace, name } = event.involvedObject
  return `${kind}/${namespace ?? ''}/${name}/${event.type === 'Warning' ? '!' : ''}${eventWords(event).words}`
}

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
    count: repeats(events),
    firstAt: Math.min(...events.map((event) => timeOf(event.firstTimestamp) ?? eventTime(event))),
    at: eventTime(newest),
  }
}

/** Two reasons may read alike (a kubelet says five things at its start): the one that came most often counts. */
function repeats(events: readonly EventObject[]): number {
  const byReason = new Map<string, number>()
  for (const { reason, series, count } of events) {
    byReason.set(reason ?? '', (byReason.get(reason ?? '') ?? 0) + (series?.count ?? count ?? 1))
  }
  return Math.max(...byReason.values())
}

/** `Failed` is the kubelet's word for everything that keeps a container from starting. */
function failedWords(message: string): Said | undefined {
  const error = message.replace(/^Error: /, '')
  const what = /^Failed to pull image "([^"]+)"/.exec(message)?.[1]
  if (what !== undefined) return ofEvent(say(PULL, message))
  if (/^(ErrImagePull|ImagePullBackOff)$/.test(error)) return { words: 'The image cannot be pulled.', hint: '' }
  return ofEvent(
    say(WAITING, error) ??
      say(WAITING, `CreateContainerConfigError: ${error}`, /not found|runAsNonRoot/) ??
      say(WAITING, `RunContainerError: ${error}`),
  )
}

/** A state's sentence as something that happened. */
const ofEvent = (said: Said | undefined): Said | undefined =>
  said && {
    ...said,
    words: said.words.replace(/^(Waiting|Starting|Pending): (.)/, (_, __, first: string) => first.toUpperCase()),
  }

function eventWords({ reason, message, type }: EventObject): Said {
  const said = message?.trim() ?? ''
  const text = `${reason ?? ''}: ${said}`
  const known =
    (reason === 'FailedScheduling' ? ofEvent(whyPending(said)) : undefined) ??
    (reason === 'Failed' ? failedWords(said) : undefined) ??
    say(EVENTS, text) ??
    (type === 'Warning' ? ofEvent(say(CREATING, text)) : undefined)
  return known ?? { words: sentence(short(said || (reason ?? ''))), hint: '' }
}
