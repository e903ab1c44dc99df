/** Who did what to what. Times are ms since 1970. */
export interface ListedAuditEntry {
  readonly id: string
  readonly at: number
  /** Undefined when nobody was signed in, or the account is gone. */
  readonly actorName: string | undefined
  /** `noun.verb`, e.g. `user.disable`. */
  readonly action: string
  readonly subject: string
}
