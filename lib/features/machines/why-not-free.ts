/** One sentence about a board that no cluster can have yet, whatever its visits said; undefined when nothing is in the way. */
export function whyNotFree(board: {
  readonly address: string | null
  readonly retiredAt: Date | null
  /** Something about its first boot waits for a person. */
  readonly asks: boolean
}): string | undefined {
  if (board.retiredAt !== null) return 'It is retired. Bring it back on its page first.'
  if (board.asks) return 'What it said at its first boot does not fit. Decide on its page.'
  return board.address === null ? 'It has not started yet: write its card and power it on.' : undefined
}
