'use client'

import { type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { commandBlocked } from '@/lib/engine/decide'
import type { RunState } from '@/lib/engine/state'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { runView } from '@/messages/run-view'
import type { FailureCommand } from './failure-card'

interface AtFailure {
  readonly state: RunState
  readonly failedNode: string | undefined
  readonly skipLabel: string | undefined
  readonly unwinding: boolean
  /** Of a simulated machine that was told to fail: sets it back to normal. Rejects with words for the person. */
  readonly bringBack: (() => Promise<unknown>) | undefined
}

interface RunCommands {
  /** Words for the last command that was refused. */
  readonly error: string | undefined
  forFailure(at: AtFailure): readonly FailureCommand[]
  /** The same commands where no single failure is shown. */
  buttons(state: RunState): ReactNode
  /** Asks before a clean-up; to be drawn once on the page. */
  readonly dialog: ReactNode
}

/** Retry, skip and clean up, as buttons that know why they cannot be pressed. */
export function useRunCommands(runId: string): RunCommands {
  const t = useText(runView)
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const send = (path: string, body?: unknown) => {
    setBusy(true)
    setError(undefined)
    callApi(`/api/runs/${runId}/${path}`, { method: 'POST', ...(body === undefined ? {} : { body }) })
      .catch((failure: unknown) => setError(failureOf(failure).userMessage))
      .finally(() => setBusy(false))
  }
  const bringBackAndRetry = (bringBack: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    bringBack().then(
      () => send('retry', {}),
      (failure: unknown) => {
        setError(failureOf(failure).userMessage)
        setBusy(false)
      },
    )
  }
  const blocked = (state: RunState, command: 'retry' | 'clean-up') =>
    busy ? t.sending : commandBlocked(state, command)
  const cleanUp = (state: RunState): FailureCommand => ({
    label: state.direction === 'unwind' ? t.cleanUpAgain : t.cleanUp,
    kind: state.direction === 'unwind' ? 'primary' : 'quiet',
    blocked: blocked(state, 'clean-up'),
    onPress: () => setAsking(true),
  })
  const confirm = () => {
    setAsking(false)
    send('clean-up')
  }
  return {
    error,
    dialog: asking ? (
      <Dialog
        open
        onClose={() => setAsking(false)}
        title={t.cleanUpTitle}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t.notYet}</Button>
            <Button kind="danger" onClick={confirm}>
              {t.cleanUpNow}
            </Button>
          </>
        }
      >
        <p>{t.cleanUpWords}</p>
      </Dialog>
    ) : null,
    forFailure({ state, failedNode, skipLabel, unwinding, bringBack }) {
      if (unwinding) return [cleanUp(state)]
      const retry: FailureCommand = {
        label: t.retry,
        kind: bringBack === undefined ? 'primary' : 'plain',
        blocked: blocked(state, 'retry'),
        onPress: () => send('retry', {}),
      }
      const skip: readonly FailureCommand[] =
        skipLabel === undefined || failedNode === undefined
          ? []
          : [
              {
                label: skipLabel,
                kind: 'plain',
                blocked: blocked(state, 'retry'),
                onPress: () => send('skip', { node: failedNode }),
              },
            ]
      const mend: readonly FailureCommand[] =
        bringBack === undefined
          ? []
          : [
              {
                label: t.bringBackAndRetry,
                kind: 'primary',
                blocked: blocked(state, 'retry'),
                onPress: () => bringBackAndRetry(bringBack),
              },
            ]
      return [...mend, retry, ...skip, cleanUp(state)]
    },
    buttons: (state) => (
      <>
        {state.direction === 'unwind' ? null : (
          <Button
            kind="primary"
            busy={busy}
            blockedBy={commandBlocked(state, 'retry')}
            onClick={() => send('retry', {})}
          >
            {t.goOn}
          </Button>
        )}
        <Button busy={busy} blockedBy={commandBlocked(state, 'clean-up')} onClick={() => setAsking(true)}>
          {state.direction === 'unwind' ? t.cleanUpAgain : t.cleanUp}
        </Button>
        {error === undefined ? null : <p role="alert">{error}</p>}
      </>
    ),
  }
}
