import type { Json } from '@/lib/core/errors'
import type { CloudAccount, EventState } from './cloud-account'
import type { Said } from './cloud-exchange'
import type { CloudHooks } from './cloud-hooks'
import type { WindowName } from './cloud-limits'

/** What a handler has: one account, one request. */
export interface Visit {
  readonly account: CloudAccount
  readonly ids: readonly number[]
  /** Parts of the path that are no numbers, e.g. an image's id. */
  readonly name: string
  readonly body: Json
  readonly now: number
  readonly hooks: CloudHooks
  readonly delays: PhaseDelays
  /** How much faster than real the phases of what is made now pass. */
  readonly pace: number
  readonly nextId: () => number
  readonly tell: (
    action: string,
    thing: Pick<EventState, 'entity'>['entity'],
    status?: EventState['status'],
  ) => EventState
}

/** How long a machine is in its phases. */
export interface PhaseDelays {
  readonly provisioningMs: number
  readonly bootingMs: number
}

export interface Listed {
  readonly things: readonly Readonly<Record<string, Json>>[]
  /** Fields that X-Filter may name. */
  readonly filters: readonly string[]
}

interface Common {
  /** `{}` stands for a number, `{name}` for one segment of any kind. */
  readonly path: string
  /** As X-Accepted-OAuth-Scopes names it; `*` needs none. */
  readonly scope: string
  readonly window?: WindowName
}

export type CloudRoute =
  | (Common & { readonly method: 'GET'; readonly list: (visit: Visit) => Listed | undefined })
  | (Common & { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly handle: (visit: Visit) => Said })
