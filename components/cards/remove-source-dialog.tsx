'use client'

import { useText } from '@/components/text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { CardSource } from '@/lib/contracts/card-sources'
import { failureOf } from '@/lib/shared/call-api'
import { cardSystems } from '@/messages/card-systems'
import { useRemoveSource } from './use-card-sources'

export default function RemoveSourceDialog({
  source: { slot, title },
  onClose,
}: {
  readonly source: CardSource
  readonly onClose: () => void
}) {
  const t = useText(cardSystems)
  const remove = useRemoveSource()
  return (
    <ConfirmDialog
      title={t.removeTitle(title)}
      action={t.removeNow}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate(slot, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t.removeLead}</p>
    </ConfirmDialog>
  )
}
