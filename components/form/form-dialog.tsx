'use client'

import { type ReactNode, useId } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { sharedWords } from '@/messages/shared-words'
import { FormFailure } from './form-failure'

/** A dialog that asks for something and sends it: fields, the failure below them, Cancel and the action. Mount it to open it. */
export function FormDialog({
  title,
  action,
  kind = 'primary',
  busy,
  blockedBy,
  cancel,
  error,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: ReactNode
  /** What the button says that sends it. */
  readonly action: string
  /** Of that button: `danger` where something is destroyed. */
  readonly kind?: 'primary' | 'danger'
  readonly busy: boolean
  /** Why it cannot be sent yet. */
  readonly blockedBy?: string | undefined
  /** In place of "Cancel", e.g. when there is nothing left to cancel. */
  readonly cancel?: string | undefined
  readonly error: unknown
  /** Not called while it is busy or blocked. */
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const words = useText(sharedWords)
  const form = useId()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{cancel ?? words.cancel}</Button>
          <Button kind={kind} type="submit" form={form} busy={busy} blockedBy={blockedBy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3.5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && blockedBy === undefined) onSubmit()
        }}
      >
        {children}
        <FormFailure error={error} />
      </form>
    </Dialog>
  )
}
