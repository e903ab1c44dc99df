import type { Actor } from '@/lib/core/actor'
import type { TopicSource } from '@/lib/events/topic-source'
import type { Action } from '@/lib/shared/policy'

/** The parts of an address by name: of `run:<runId>:log` these are `{ runId }`. */
type Parts<Address extends string> = Address extends `${string}<${infer Name}>${infer Rest}`
  ? { readonly [Part in Name]: string } & Parts<Rest>
  : unknown

/** How many of these things the actor may see: asked once for all topics of a stream that name the same function. */
export type CountVisible = (actor: Actor, ids: readonly string[]) => Promise<number>

interface TopicDeclaration<Address extends string> {
  /** `run:<runId>:log`: a part in angle brackets is an id. */
  readonly address: Address
  /** What the policy must allow whoever reads it. */
  readonly action: Action
  /** What it is about, where not everybody may read everything. */
  readonly about?: { readonly countVisible: CountVisible; readonly id: (parts: Parts<Address>) => string }
  source(actor: Actor, parts: Parts<Address>): TopicSource
}

/** A topic as one browser asks for it. */
export interface NamedTopic {
  readonly action: Action
  readonly about: { readonly countVisible: CountVisible; readonly id: string } | undefined
  /** Where its news come from; authorise it before. */
  source(actor: Actor): TopicSource
}

/** A live topic: one file in ./topics, `<name>-topic.ts`, which exports its name in camel case. */
export interface LiveTopic {
  readonly address: string
  /** Undefined for the name of another topic. */
  parse(name: string): NamedTopic | undefined
}

const PART = /<([a-zA-Z]+)>/
const ID = '([0-9a-z]{1,64})'

/** Makes a topic of its declaration. */
export function defineTopic<const Address extends string>(declared: TopicDeclaration<Address>): LiveTopic {
  // Split at its parts, an address is text, name, text, name, … text.
  const pieces = declared.address.split(PART)
  const pattern = new RegExp(`^${pieces.map((piece, place) => (place % 2 === 0 ? piece : ID)).join('')}$`)
  const names = pieces.filter((_, place) => place % 2 === 1)
  return {
    address: declared.address,
    parse(name) {
      const match = pattern.exec(name)
      if (match === null) return undefined
      // The pattern was made of the same address as the type.
      const parts = Object.fromEntries(names.map((part, place) => [part, match[place + 1]])) as Parts<Address>
      const { action, about } = declared
      return {
        action,
        about: about && { countVisible: about.countVisible, id: about.id(parts) },
        source: (actor) => declared.source(actor, parts),
      }
    },
  }
}
