'use client'

import { useText } from '@/components/text'
import type { CloudLimits } from '@/lib/contracts/cloud-limits'
import { callApi } from '@/lib/shared/call-api'
import { costs } from '@/messages/costs'
import { NumbersForm } from './numbers-form'

const FIELDS = ['cloudMachines', 'cloudDollars'] as const

/** What one person may have in the cloud at most. */
export function CloudLimitsCard({ initial }: { readonly initial: CloudLimits }) {
  const t = useText(costs)
  return (
    <NumbersForm
      fields={FIELDS}
      labels={t}
      initial={initial}
      action={t.saveLimits}
      save={(number) => {
        const body = { cloudMachines: number('cloudMachines'), cloudDollars: number('cloudDollars') }
        return callApi('PUT /api/cloud-limits', { body })
      }}
    >
      <p className="text-soft">{t.limitsHint}</p>
    </NumbersForm>
  )
}
