'use client'

import { type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import type { Failure } from '@/lib/core/errors'
import { common } from '@/messages/common'
import { Button } from './button'
import { Dialog } from './dialog'
import { TextField } from './field'
import { Notice } from './notice'

/**
 * Asks before something is destroyed: the exact list of it, and a name to type. Mount it while it is open. `text` is
 * what to type; the button says what is missing until then.
 */
export function ConfirmDialog({
  title,
  children,
  text,
  label,
  missing,
  action,
  busy,
  failure,
  onConfirm,
  onClose,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly text: string
  readonly label: string
  readonly missing: string
  readonly action: string
  readonly busy: boolean
  readonly failure?: Failure | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const t = useText(common)
  const [typed, setTyped] = useState('')
  const right = typed.trim() === text
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="danger" busy={busy} blockedBy={right ? undefined : missing} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (right && !busy) onConfirm()
        }}
      >
        {children}
        <TextField
          label={label}
          mono
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {failure === undefined ? null : (
          <Notice tone="bad" role="alert">
            {failure.userMessage}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
