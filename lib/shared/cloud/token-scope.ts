/** One row of the table in which somebody at Linode says what a token may do. */
export interface TokenScope {
  /** As Linode's Cloud Manager names it. */
  readonly row: string
  /** The column to tick. */
  readonly access: string
  readonly why: string
}
