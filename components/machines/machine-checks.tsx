'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Led } from '@/components/ui/led'
import type { Tone } from '@/components/ui/tone'
import type { Finding, FindingLevel, FixId } from '@/lib/shared/finding'
import { machines } from '@/messages/machines'

const TONE = { ok: 'ok', advice: 'warn', blocker: 'bad' } satisfies Record<FindingLevel, Tone>
const ORDER = { blocker: 0, advice: 1, ok: 2 } satisfies Record<FindingLevel, number>

/** Every check of a machine, the ones that need somebody first. */
export function MachineChecks({
  findings,
  fixing,
  onFix,
}: {
  readonly findings: readonly Finding[]
  readonly fixing: FixId | undefined
  readonly onFix: (fix: FixId) => void
}) {
  const t = useText(machines)
  const sorted = [...findings].sort((a, b) => ORDER[a.level] - ORDER[b.level])
  return (
    <ul>
      {sorted.map((finding) => (
        <li
          key={finding.id}
          className="grid grid-cols-[auto_7rem_minmax(0,1fr)_auto] items-start gap-x-3 border-b border-line px-4 py-2 text-sm last:border-b-0 max-sm:grid-cols-[auto_minmax(0,1fr)]"
        >
          <Led tone={TONE[finding.level]} className="mt-1.5" />
          <span className="font-semibold">
            {finding.title}
            <span className="sr-only"> ({t.levels[finding.level]})</span>
          </span>
          <div className="max-sm:col-start-2">
            <p className="text-soft">{finding.sentence}</p>
            {finding.wayOut === undefined ? null : (
              <p>
                <span className="font-medium">{t.wayOut}:</span> {finding.wayOut}
              </p>
            )}
          </div>
          {finding.fix === undefined ? null : (
            <Button
              size="small"
              className="max-sm:col-start-2 max-sm:justify-self-start"
              busy={fixing === finding.fix}
              onClick={() => finding.fix && onFix(finding.fix)}
            >
              {t.fixes[finding.fix]}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
