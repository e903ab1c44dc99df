'use client'

import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import type { DeskBudget } from '@/lib/contracts/costs'
import { breakEven, costsAfter } from '@/lib/shared/cloud/break-even'
import { formatDollars } from '@/lib/shared/format-dollars'
import { costs } from '@/messages/costs'

const LATER_MONTHS = 12

/** After how many months the desk is cheaper, with everything that it was computed from. */
export function DeskResult({ desk }: { readonly desk: DeskBudget }) {
  const t = useText(costs)
  const { hardware, watts, powerMonthly, months } = breakEven(desk)
  if (!Number.isFinite(hardware + powerMonthly + desk.cloudMonthly)) {
    return <Card className="text-soft">{t.fillIn}</Card>
  }
  const later = costsAfter(desk, LATER_MONTHS)
  return (
    <Card className="flex flex-col gap-3">
      <p role="status" className="text-lg font-semibold">
        {months === undefined ? t.neverCheaper : months === 0 ? t.atOnce : t.cheaperAfter(months)}
      </p>
      <FactsList
        facts={[
          { name: t.hardware, value: formatDollars(hardware) },
          { name: t.power(watts), value: t.aMonth(powerMonthly) },
          { name: t.cloud, value: t.aMonth(desk.cloudMonthly) },
          { name: t.after(LATER_MONTHS), value: t.deskAndCloud(later.desk, later.cloud) },
        ]}
      />
      <p className="text-sm text-soft">{t.assumptions}</p>
    </Card>
  )
}
