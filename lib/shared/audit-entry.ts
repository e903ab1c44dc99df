/** Who did what to what. Times are ms since 1970. */
export interface ListedAuditEntry {
  readonly id: string
  readonly at: number
  /** Undefined when nobody was signed in, or the account is gone. */
  readonly actorName: string | undefined
  /** `noun.verb`, e.g. `user.disable`. */
  readonly action: string
  /** It was tried outside of the database, and did not succeed. */
  readonly failed: boolean
  readonly subject: string
}
