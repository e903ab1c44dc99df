'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { failureOf } from '@/lib/shared/call-api'
import { machines } from '@/messages/machines'
import { useDecideFirstBoot } from './use-boards'

/** A first boot that does not fit what was expected of the board: a person accepts it, or not. */
export function FirstBootQuestionCard({ machine }: { readonly machine: ListedMachine }) {
  const t = useText(machines)
  const decide = useDecideFirstBoot(machine.id)
  const { question } = machine
  if (question === undefined) return null
  return (
    <div className="flex flex-col gap-2 rounded-control border border-line bg-sunken p-3 text-sm">
      <p className="font-semibold">{t.asksTitle}</p>
      <p className="text-soft">{t.asksLead(machine.name)}</p>
      <ul className="list-disc pl-5">
        {question.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <FactsList
        facts={[
          { name: t.asksModel, value: question.model === '' ? t.modelUnknown : question.model },
          { name: t.asksAddress, value: question.address ?? t.noAddress },
          { name: t.asksFingerprint, value: question.fingerprint },
        ]}
      />
      <p className="text-faint">{t.asksHint}</p>
      <div className="flex flex-wrap gap-2">
        <Button busy={decide.isPending} onClick={() => decide.mutate(false)}>
          {t.asksRefuse}
        </Button>
        <Button kind="danger" busy={decide.isPending} onClick={() => decide.mutate(true)}>
          {t.asksAccept}
        </Button>
      </div>
      {decide.error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(decide.error).userMessage}
        </Notice>
      )}
    </div>
  )
}
