'use client'

import { type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { commandBlocked } from '@/lib/engine/decide'
import type { RunState } from '@/lib/engine/state'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { runView } from '@/messages/run-view'
import type { FailureCommand } from './failure-card'

interface FailedStep {
  readonly node: string
  readonly stage: string
  readonly machine: string
}

interface AtFailure {
  readonly state: RunState
  readonly failed: FailedStep | undefined
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
  const [givingUp, setGivingUp] = useState<FailedStep>()
  const params = { runId }
  const send = (command: Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    command.catch((failure: unknown) => setError(failureOf(failure).userMessage)).finally(() => setBusy(false))
  }
  const retryNow = () => send(callApi('POST /api/runs/[runId]/retry', { params, body: {} }))
  const bringBackAndRetry = (bringBack: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    bringBack().then(retryNow, (failure: unknown) => {
      setError(failureOf(failure).userMessage)
      setBusy(false)
    })
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
    send(callApi('POST /api/runs/[runId]/clean-up', { params }))
  }
  const giveUp = () => {
    if (givingUp !== undefined) {
      send(callApi('POST /api/runs/[runId]/give-up-undo', { params, body: { node: givingUp.node } }))
    }
    setGivingUp(undefined)
  }
  return {
    error,
    dialog:
      givingUp !== undefined ? (
        <ConfirmDialog
          title={t.giveUpTitle}
          action={t.giveUpNow}
          busy={busy}
          onConfirm={giveUp}
          onClose={() => setGivingUp(undefined)}
        >
          <p>{t.giveUpWords(givingUp.stage, givingUp.machine)}</p>
        </ConfirmDialog>
      ) : asking ? (
        <ConfirmDialog
          title={t.cleanUpTitle}
          action={t.cleanUpNow}
          busy={busy}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          <p>{t.cleanUpWords}</p>
        </ConfirmDialog>
      ) : null,
    forFailure({ state, failed, skipLabel, unwinding, bringBack }) {
      if (unwinding) {
        const stuck = failed !== undefined && state.nodes[failed.node]?.status === 'stuck' ? failed : undefined
        if (stuck === undefined) return [cleanUp(state)]
        const giveUp = { label: t.giveUp, kind: 'quiet', blocked: busy ? t.sending : undefined } as const
        return [cleanUp(state), { ...giveUp, onPress: () => setGivingUp(stuck) }]
      }
      const retry: FailureCommand = {
        label: t.retry,
        kind: bringBack === undefined ? 'primary' : 'plain',
        blocked: blocked(state, 'retry'),
        onPress: retryNow,
      }
      const skip: readonly FailureCommand[] =
        skipLabel === undefined || failed === undefined
          ? []
          : [
              {
                label: skipLabel,
                kind: 'plain',
                blocked: blocked(state, 'retry'),
                onPress: () => send(callApi('POST /api/runs/[runId]/skip', { params, body: { node: failed.node } })),
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
          <Button kind="primary" busy={busy} blockedBy={commandBlocked(state, 'retry')} onClick={retryNow}>
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
