'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import { failureOf } from '@/lib/shared/call-api'
import { clouds } from '@/messages/clouds'
import { MissingPermissions, missingIn } from './missing-permissions'
import { TokenField } from './token-field'
import { useChangeCloudToken, useDeleteCloudAccount, useRenameCloudAccount } from './use-cloud-accounts'

interface Props {
  readonly account: ListedCloudAccount
  readonly onClose: () => void
}

export function RenameAccountDialog({ account, onClose }: Props) {
  const t = useText(clouds)
  const [name, setName] = useState(account.name)
  const rename = useRenameCloudAccount(account.id)
  return (
    <FormDialog
      title={t.renameTitle(account.name)}
      action={t.renameNow}
      busy={rename.isPending}
      error={rename.error}
      onSubmit={() => rename.mutate(name, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextField
        label={t.name}
        hint={t.nameHint}
        autoComplete="off"
        value={name}
        error={problemsOf(rename.error)('name')}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  )
}

export function ChangeTokenDialog({ account, onClose }: Props) {
  const t = useText(clouds)
  const [token, setToken] = useState('')
  const change = useChangeCloudToken(account.id)
  const clusters = account.usedBy.map(({ name }) => name)
  return (
    <FormDialog
      title={t.rotateTitle(account.name)}
      action={t.rotateNow}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate(token, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t.rotateLead(account.username)}</p>
      {clusters.length === 0 ? null : <Notice tone="warn">{t.rotateUsed(clusters)}</Notice>}
      <TokenField value={token} error={change.error} onChange={setToken} />
      <MissingPermissions missing={missingIn(change.error)} />
    </FormDialog>
  )
}

export function DeleteAccountDialog({ account, onClose }: Props) {
  const t = useText(clouds)
  const remove = useDeleteCloudAccount()
  return (
    <ConfirmDialog
      title={t.removeTitle(account.name)}
      action={t.removeNow}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate(account.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t.removeLead(account.username)}</p>
    </ConfirmDialog>
  )
}
