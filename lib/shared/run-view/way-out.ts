/** What the card of a failure says beside the failure's own text, which stands above it. */
export interface WayOut {
  /** The card's heading: what is wrong, in a few words. */
  readonly title: string
  /** Why that usually is. */
  readonly likely: string
  /** What to do, then press retry. */
  readonly todo: string
  /** The same in a shell; `<…>` stands for a value. */
  readonly byHand: readonly string[]
}
