'use client'

import { Notice } from '@/components/ui/notice'
import { ApiFailure, failureOf } from '@/lib/shared/call-api'

/** Why a form could not be sent. What is wrong with one of its fields stands at that field instead. */
export function FormFailure({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null
  if (error instanceof ApiFailure && error.fields.length > 0) return null
  return (
    <Notice tone="bad" role="alert">
      {failureOf(error).userMessage}
    </Notice>
  )
}

/** What the panel says is wrong with one field of the form that was sent, e.g. `problemsOf(error)('name')`. */
export const problemsOf =
  (error: unknown) =>
  (field: string): string | undefined =>
    error instanceof ApiFailure ? error.problemOf(field) : undefined
