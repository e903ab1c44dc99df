'use client'

import { type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import type { Failure } from '@/lib/core/errors'
import { sharedWords } from '@/messages/shared-words'
import { Button } from './button'
import { Dialog } from './dialog'
import { TextField } from './field'
import { Notice } from './notice'

/** What to type before the button works, and what it says until then. */
interface Typed {
  readonly text: string
  readonly label: string
  readonly missing: string
}

/** Asks before something is destroyed: the exact list of it, and a name to type when much is lost. Mount it to open it. */
export function ConfirmDialog({
  title,
  children,
  typed,
  action,
  busy,
  failure,
  onConfirm,
  onClose,
}: {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly typed?: Typed
  readonly action: string
  readonly busy: boolean
  readonly failure?: Failure | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const t = useText(sharedWords)
  const [text, setText] = useState('')
  const right = typed === undefined || text.trim() === typed.text
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="danger" busy={busy} blockedBy={right ? undefined : typed.missing} onClick={onConfirm}>
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
        {typed === undefined ? null : (
          <TextField
            label={typed.label}
            mono
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        {failure === undefined ? null : (
          <Notice tone="bad" role="alert">
            {failure.userMessage}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
