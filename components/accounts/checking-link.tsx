'use client'

import { useText } from '@/components/text'
import { Spinner } from '@/components/ui/spinner'
import { accounts } from '@/messages/accounts'

/** A one-time link is being looked at. */
export function CheckingLink() {
  const t = useText(accounts)
  return (
    <p role="status" className="flex items-center gap-3">
      <Spinner />
      {t.checkingLink}
    </p>
  )
}
