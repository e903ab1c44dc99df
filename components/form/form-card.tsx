'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FormFailure } from './form-failure'

/** A card that changes a setting: fields, the failure below them, the action, and a word when it is done. */
export function FormCard({
  change,
  action,
  done,
  onSubmit,
  children,
}: {
  /** The mutation that sends it. */
  readonly change: { readonly isPending: boolean; readonly isSuccess: boolean; readonly error: unknown }
  /** What the button says that sends it. */
  readonly action: string
  /** Said beside the button when it is done. */
  readonly done?: string
  /** Not called while it is being sent. */
  readonly onSubmit: () => void
  readonly children: ReactNode
}) {
  return (
    <Card>
      <form
        className="flex flex-col items-start gap-3.5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!change.isPending) onSubmit()
        }}
      >
        {children}
        <FormFailure error={change.error} />
        <div className="flex items-center gap-3">
          <Button type="submit" busy={change.isPending}>
            {action}
          </Button>
          {done === undefined ? null : (
            <span role="status" className="text-sm text-soft">
              {change.isSuccess ? done : null}
            </span>
          )}
        </div>
      </form>
    </Card>
  )
}
