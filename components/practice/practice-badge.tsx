'use client'

import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { practice } from '@/messages/practice'

/** The mark of everything simulated: the word, and a dashed edge that nothing real has. */
export function PracticeBadge() {
  const t = useText(practice)
  return (
    <Badge tone="practice" className="border border-dashed border-honey py-px!">
      <span title={t.meaning}>{t.label}</span>
    </Badge>
  )
}
