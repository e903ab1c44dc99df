export interface Window {
  readonly most: number
  readonly windowMs: number
}

/** Linode's limits, as its page on rate limits has them since September 2026. */
export const WINDOWS = {
  'create-linode': { most: 20, windowMs: 15_000 },
  'create-volume': { most: 100, windowMs: 60_000 },
  'create-vpc': { most: 15, windowMs: 60_000 },
  images: { most: 20, windowMs: 60_000 },
  lists: { most: 200, windowMs: 60_000 },
  others: { most: 1_600, windowMs: 60_000 },
} as const satisfies Readonly<Record<string, Window>>

export type WindowName = keyof typeof WINDOWS

export interface Admission {
  readonly admitted: boolean
  readonly limit: number
  readonly remaining: number
  /** When a call is admitted again, in ms. */
  readonly waitMs: number
}

/** Counts calls of one user. */
export class CallWindows {
  private readonly calls = new Map<WindowName, number[]>()
  /** Calls that were too many. */
  refused = 0

  admit(name: WindowName, now: number): Admission {
    const { most, windowMs } = WINDOWS[name]
    const recent = (this.calls.get(name) ?? []).filter((at) => at > now - windowMs)
    const admitted = recent.length < most
    if (admitted) recent.push(now)
    else this.refused += 1
    this.calls.set(name, recent)
    const waitMs = admitted ? 0 : (recent[0] ?? now) + windowMs - now
    return { admitted, limit: most, remaining: most - recent.length, waitMs }
  }
}
