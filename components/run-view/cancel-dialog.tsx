'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { runView } from '@/messages/run-view'

/** Stops a run: and leaves it as it is, or takes everything back. */
export function CancelDialog({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  const t = useText(runView)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const cancel = (outcome: 'hold' | 'undo') => {
    setBusy(true)
    callApi('POST /api/runs/[runId]/cancel', { params: { runId }, body: { outcome } })
      .then(onClose)
      .catch((failure: unknown) => {
        setError(failureOf(failure).userMessage)
        setBusy(false)
      })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.cancelTitle}
      actions={
        <>
          <Button onClick={onClose}>{t.keepGoing}</Button>
          <Button busy={busy} onClick={() => cancel('hold')}>
            {t.stopHere}
          </Button>
          <Button kind="danger" busy={busy} onClick={() => cancel('undo')}>
            {t.stopAndUndo}
          </Button>
        </>
      }
    >
      <p>{t.cancelWords}</p>
      <ul className="mt-2 list-disc pl-5 text-soft">
        <li>{t.stopHereWords}</li>
        <li>{t.stopAndUndoWords}</li>
      </ul>
      {error === undefined ? null : (
        <Notice tone="bad" role="alert" className="mt-3">
          {error}
        </Notice>
      )}
    </Dialog>
  )
}
