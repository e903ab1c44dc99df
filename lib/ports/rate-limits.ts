/** How often something may be done under a key, by everybody together. */
export interface RateLimit {
  /** Whose limit it is, e.g. `linode:<user>:lists`. */
  readonly key: string
  readonly most: number
  readonly windowMs: number
}

/** A place under a limit, taken by one call. */
export interface RatePlace {
  /** The call has ended: the place is free again one window from now. Without it, after the lease that it was taken with. */
  done(): Promise<void>
}

/**
 * Limits that all workers keep together. A place is free again one window after its call has *ended*: wherever in
 * between the other side counted it, no window of its own holds more than `most` calls.
 */
export interface RateLimits {
  /**
   * Waits for a place.
   * @param leaseMs the longest that the call may take
   * @throws the signal's reason
   */
  take(limit: RateLimit, leaseMs: number, signal: AbortSignal): Promise<RatePlace>
  /** Nobody gets a place under this key for so long: the other side has said that it was too much. */
  pause(key: string, forMs: number): Promise<void>
}
