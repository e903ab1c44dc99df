'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import { CheckField } from '@/components/ui/field'
import { callApi } from '@/lib/shared/call-api'
import { secondFactor } from '@/messages/second-factor'

/** For admins: whether every admin must have two-step sign-in. */
export function DemandCard({ initial }: { readonly initial: boolean }) {
  const t = useText(secondFactor)
  const [ofAdmins, setOfAdmins] = useState(initial)
  const change = useMutation({
    mutationFn: (wanted: boolean) => callApi('PUT /api/accounts/second-factor-demand', { body: { ofAdmins: wanted } }),
    onSuccess: (answer) => setOfAdmins(answer.ofAdmins),
  })
  return (
    <Card className="mt-3 flex flex-col gap-3">
      <CheckField
        label={t.demand}
        hint={t.demandHint}
        checked={change.isPending ? change.variables : ofAdmins}
        onChange={(event) => {
          if (!change.isPending) change.mutate(event.target.checked)
        }}
      />
      <FormFailure error={change.error} />
    </Card>
  )
}
