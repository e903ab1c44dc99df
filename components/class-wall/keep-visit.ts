/** A visit that nobody renews is over after two minutes. */
const RENEW_EVERY_MS = 45_000

/** One after the other, so that the end of a visit does not overtake its beginning. */
let latest: Promise<unknown> = Promise.resolve()
const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
  const done = latest.then(work)
  latest = done.catch(() => {
    // Whoever asked for it was told.
  })
  return done
}

export interface VisitCalls {
  renew(): Promise<unknown>
  end(): Promise<unknown>
}

/**
 * Renews a visit at once and for as long as its page is there.
 * @param onAnswer what went wrong with the latest renewal; undefined: nothing
 * @returns ends the visit
 */
export function keepVisit({ renew, end }: VisitCalls, onAnswer: (error: unknown) => void): () => void {
  let left = false
  const again = () => {
    inTurn(async () => (left ? undefined : renew())).then(
      () => onAnswer(undefined),
      (error: unknown) => onAnswer(error),
    )
  }
  again()
  const timer = setInterval(again, RENEW_EVERY_MS)
  return () => {
    left = true
    clearInterval(timer)
    inTurn(end).catch(() => {
      // The page is gone, and so is the visit, within two minutes.
    })
  }
}
