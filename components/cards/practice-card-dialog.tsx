'use client'

import { useText } from '@/components/text'
import type { ListedCard } from '@/lib/contracts/cards'
import { PRACTICE_READER } from '@/lib/shared/practice/practice-reader'
import { cards } from '@/messages/cards'
import { usePracticeWrite } from './use-cards'
import { DriveDialog } from './write-card-dialog'

/** The same dialog over the one simulated reader. */
export default function PracticeCardDialog({
  card,
  onClose,
}: {
  readonly card: ListedCard
  readonly onClose: () => void
}) {
  const t = useText(cards)
  const write = usePracticeWrite(card.machine.id)
  return (
    <DriveDialog
      name={card.machine.name}
      lead={t.writeLeadPractice}
      drives={[PRACTICE_READER]}
      looking={false}
      onLookAgain={undefined}
      busy={write.isPending}
      error={write.error}
      onWrite={(drive) => write.mutate(drive, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
