'use client'

import { type FormEvent, useState } from 'react'
import { problemsOf } from '@/components/form/form-failure'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'

/**
 * A form that signs somebody in when it is sent to `address`. Then a whole new page comes, so that nothing of the
 * signed-out one stays in memory.
 */
export function useEntryForm(address: string) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const send = async (event: FormEvent, body: Readonly<Record<string, string>>) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await callApi(address, { body })
      location.assign(paths.home())
    } catch (failed) {
      setError(failed)
      setBusy(false)
    }
  }
  return { busy, error, problem: problemsOf(error), send }
}
