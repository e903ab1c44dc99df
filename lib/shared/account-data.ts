import type { Role } from '@/lib/core/actor'

/** A user as the users page lists them. */
export interface ListedUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly disabled: boolean
  /** Nobody has chosen a password yet: the one-time link was not used. */
  readonly invited: boolean
  readonly clusters: number
  /** ms since 1970, like every time here. */
  readonly createdAt: number
  /** When the newest session began. */
  readonly lastSignInAt: number | undefined
}

/** A place where somebody is signed in. */
export interface ListedSession {
  readonly id: string
  /** The browser's own name for itself (User-Agent). */
  readonly browser: string
  readonly address: string
  readonly startedAt: number
  /** The one that asks. */
  readonly current: boolean
}

/** Who did what to what. */
export interface ListedAuditEntry {
  readonly id: string
  readonly at: number
  /** Undefined when nobody was signed in, or the account is gone. */
  readonly actorName: string | undefined
  /** `noun.verb`, e.g. `user.disable`. */
  readonly action: string
  readonly subject: string
}
