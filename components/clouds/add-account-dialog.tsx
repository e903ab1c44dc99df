'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import { clouds } from '@/messages/clouds'
import { MissingPermissions, missingIn } from './missing-permissions'
import { TokenField } from './token-field'
import { useAddCloudAccount } from './use-cloud-accounts'

/** Takes an account with its token; what the token may not do stands here when it is not kept. */
export function AddAccountDialog({
  suggestedName = '',
  onAdded,
  onClose,
}: {
  readonly suggestedName?: string
  readonly onAdded?: (account: ListedCloudAccount) => void
  readonly onClose: () => void
}) {
  const t = useText(clouds)
  const [name, setName] = useState(suggestedName)
  const [token, setToken] = useState('')
  const add = useAddCloudAccount()
  return (
    <FormDialog
      title={t.addTitle}
      action={t.save}
      busy={add.isPending}
      error={add.error}
      onSubmit={() =>
        add.mutate(
          { name, token },
          {
            onSuccess: (account) => {
              onAdded?.(account)
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <TextField
        label={t.name}
        hint={t.nameHint}
        autoComplete="off"
        value={name}
        error={problemsOf(add.error)('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <TokenField value={token} error={add.error} onChange={setToken} />
      <MissingPermissions missing={missingIn(add.error)} />
    </FormDialog>
  )
}
