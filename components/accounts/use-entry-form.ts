'use client'

import { type FormEvent, useState } from 'react'
import { problemsOf } from '@/components/form/form-failure'
import { leavePage } from '@/components/leave-page'
import { paths } from '@/lib/shared/paths'

/**
 * A form that signs somebody in when it is sent; `enter` sends it, and says whether a second step is needed. Without one a
 * whole new page comes, so that nothing of the signed-out one stays in memory.
 */
export function useEntryForm<Form>(enter: (form: Form) => Promise<{ readonly secondFactor: boolean }>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [secondStep, setSecondStep] = useState(false)
  const send = async (event: FormEvent, form: Form) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      const { secondFactor } = await enter(form)
      if (secondFactor) setSecondStep(true)
      else await leavePage(paths.home())
    } catch (failed) {
      setError(failed)
      setBusy(false)
    }
  }
  return { busy, error, problem: problemsOf(error), secondStep, send }
}
