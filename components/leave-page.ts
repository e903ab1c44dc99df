'use client'

/** What a tab has and a test replaces. */
export interface LeaveEnvironment {
  assign(address: string): void
  reload(): void
  /** Calls back whenever the page is shown, also when the browser's Back button brings it again as it was left. */
  onShown(listener: () => void): void
}

export type LeavePage = (address: string | undefined, before?: () => Promise<unknown>) => Promise<void>

/**
 * Makes the one way to leave for a whole new page, so that nothing of this one stays in memory. The first call wins:
 * signing out ends the live stream and the queries of the page too, and each would lead somewhere else in the middle
 * of it. `undefined` loads this page anew; `before` is awaited first, and whatever becomes of it, the page is left.
 */
export function leaveOnce(environment: LeaveEnvironment): LeavePage {
  let leaving = false
  environment.onShown(() => {
    leaving = false
  })
  return async (address, before) => {
    if (leaving) return
    leaving = true
    try {
      await before?.()
    } finally {
      if (address === undefined) environment.reload()
      else environment.assign(address)
    }
  }
}

let leave: LeavePage | undefined

/** Leaves this tab's page; see `leaveOnce`. */
export const leavePage: LeavePage = (address, before) => {
  leave ??= leaveOnce({
    assign: (to) => location.assign(to),
    reload: () => location.reload(),
    onShown: (listener) => addEventListener('pageshow', listener),
  })
  return leave(address, before)
}
