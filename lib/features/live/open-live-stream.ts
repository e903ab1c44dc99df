import { type Actor, ownedBy } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { bus } from '@/lib/events/bus'
import { Hub } from '@/lib/events/hub'
import type { SubscriberOptions } from '@/lib/events/subscriber'
import { assertMay } from '@/lib/features/policy'
import { type ParsedTopic, parseTopic } from '@/lib/shared/live-stream'
import { topicSource } from './topic-sources'

// On globalThis: Next bundles a module more than once, and all copies must share one hub.
const KEY = Symbol.for('buzzcrate.hub')
const holder = globalThis as typeof globalThis & { [KEY]?: Hub | undefined }

/** This process's hub, made at first use. */
export function hub(): Hub {
  holder[KEY] ??= new Hub(bus())
  return holder[KEY]
}

/**
 * Opens the stream of a tab, after every topic has been checked.
 * Throws `bad-input` for what is no topic, `not-found` when one does not exist or is somebody else's.
 */
export async function openLiveStream(
  actor: Actor,
  names: readonly string[],
  options: Omit<SubscriberOptions, 'userId'>,
): Promise<ReadableStream<Uint8Array>> {
  assertMay(actor, 'clusters.read')
  const topics = new Map(names.map((name) => [name, known(name)]))
  await authorise(actor, [...topics.values()])
  const sources = new Map([...topics].map(([name, topic]) => [name, topicSource(actor, topic)]))
  return hub().open(sources, { ...options, userId: actor.userId })
}

function known(name: string): ParsedTopic {
  const topic = parseTopic(name)
  if (topic !== undefined) return topic
  throw new AppError('bad-input', {
    userMessage: 'There is no such live topic.',
    details: { field: 'topics', topic: name.slice(0, 100) },
  })
}

async function authorise(actor: Actor, topics: readonly ParsedTopic[]): Promise<void> {
  const runIds = [...new Set(topics.flatMap((topic) => ('runId' in topic ? [topic.runId] : [])))]
  const clusterIds = [...new Set(topics.flatMap((topic) => ('clusterId' in topic ? [topic.clusterId] : [])))]
  const [runs, clusters] = await Promise.all([
    runIds.length === 0 ? 0 : db().run.count({ where: { id: { in: runIds }, cluster: ownedBy(actor) } }),
    clusterIds.length === 0 ? 0 : db().cluster.count({ where: { id: { in: clusterIds }, ...ownedBy(actor) } }),
  ])
  if (runs === runIds.length && clusters === clusterIds.length) return
  throw new AppError('not-found', { userMessage: 'There is nothing to follow here, or it is not yours.' })
}
