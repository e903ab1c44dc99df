'use client'

import { useText } from '@/components/text'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { adviceKey, sharedAdvice } from '@/lib/shared/shared-advice'
import { machines } from '@/messages/machines'

/** What several machines of a list are advised in the same words, once, with their names. */
export function SharedAdviceNotices({ list }: { readonly list: readonly ListedMachine[] }) {
  const t = useText(machines)
  const shared = sharedAdvice(list)
  if (shared.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {shared.map(({ finding, names }) => (
        <Notice key={adviceKey(finding)} tone="warn">
          <strong className="font-semibold">{t.sharedAdvice(names)}</strong> {finding.sentence}
          {finding.wayOut === undefined ? null : <span className="block text-sm text-soft">{finding.wayOut}</span>}
        </Notice>
      ))}
    </div>
  )
}
