import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { bus } from '@/lib/events/bus'
import { Hub } from '@/lib/events/hub'
import type { SubscriberOptions } from '@/lib/events/subscriber'
import { assertMay } from '@/lib/features/policy'
import type { CountVisible, LiveTopic, NamedTopic } from './live-topic'
import { liveTopics } from './topics.gen'

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
 * @throws AppError `bad-input` for what is no topic, `forbidden`, `not-found` when what one is about does not exist or is
 *   somebody else's
 */
export async function openLiveStream(
  actor: Actor,
  names: readonly string[],
  options: Omit<SubscriberOptions, 'userId'>,
  known: readonly LiveTopic[] = liveTopics,
): Promise<ReadableStream<Uint8Array>> {
  const topics = new Map(names.map((name) => [name, parse(known, name)]))
  await authorise(actor, [...topics.values()])
  const sources = new Map([...topics].map(([name, topic]) => [name, topic.source(actor)]))
  return hub().open(sources, { ...options, userId: actor.userId })
}

function parse(known: readonly LiveTopic[], name: string): NamedTopic {
  for (const topic of known) {
    const named = topic.parse(name)
    if (named !== undefined) return named
  }
  throw new AppError('bad-input', {
    userMessage: 'There is no such live topic.',
    details: { field: 'topics', topic: name.slice(0, 100) },
  })
}

/** One look for all topics about the same kind of thing. */
async function authorise(actor: Actor, topics: readonly NamedTopic[]): Promise<void> {
  const asked = new Map<CountVisible, Set<string>>()
  for (const { action, about } of topics) {
    assertMay(actor, action)
    if (about !== undefined) {
      asked.set(about.countVisible, (asked.get(about.countVisible) ?? new Set()).add(about.id))
    }
  }
  const looks = [...asked].map(async ([countVisible, ids]) => (await countVisible(actor, [...ids])) === ids.size)
  if ((await Promise.all(looks)).every((all) => all)) return
  throw new AppError('not-found', { userMessage: 'There is nothing to follow here, or it is not yours.' })
}
