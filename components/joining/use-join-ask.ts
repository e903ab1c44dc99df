'use client'

import { useState } from 'react'
import { useSecondsUntil } from '@/components/accounts/use-wait'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { joining } from '@/messages/joining'

export interface JoinAsk {
  readonly busy: boolean
  readonly error: unknown
  readonly problem: (field: string) => string | undefined
  /** Why it has to wait, with the time that is left; undefined when it has not. */
  readonly wait: string | undefined
  ask(work: () => Promise<void>): void
}

/** So that this browser's attempts are counted by themselves; once a page. */
let marked: Promise<unknown> | undefined
const beMarked = () => {
  marked ??= callApi('POST /api/join/device').catch(() => {
    // Without a mark it is counted with its address, and asks again the next time.
    marked = undefined
  })
  return marked
}

/** Asks the panel one thing after the other, and waits as long as it says after too many wrong guesses. */
export function useJoinAsk(): JoinAsk {
  const t = useText(joining)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [blockedUntil, setBlockedUntil] = useState<number>()
  const seconds = useSecondsUntil(blockedUntil)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await beMarked()
      await work()
    } catch (failed) {
      const { waitMs } = failureOf(failed).details
      setError(failed)
      setBlockedUntil(typeof waitMs === 'number' ? Date.now() + waitMs : undefined)
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    problem: problemsOf(error),
    wait: seconds > 0 ? t.waitSeconds(seconds) : undefined,
    ask(work) {
      if (!busy && seconds === 0) void run(work)
    },
  }
}
