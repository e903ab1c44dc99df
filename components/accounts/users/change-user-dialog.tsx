'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import type { ListedUser, UserChange } from '@/lib/contracts/accounts'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { users } from '@/messages/users'
import { OneTimeLink } from './one-time-link'

/** New link, role, disabling and deleting: each with what it will do, before it is done. */
export function ChangeUserDialog({
  user,
  own,
  onClose,
}: {
  readonly user: ListedUser
  readonly own: boolean
  readonly onClose: () => void
}) {
  const t = useText(users)
  const cache = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const refresh = () => cache.invalidateQueries({ queryKey: ['users'] })
  const params = { userId: user.id }
  const change = useMutation({
    mutationFn: (body: UserChange) => callApi('PATCH /api/accounts/[userId]', { params, body }),
    onSuccess: refresh,
  })
  const link = useMutation({
    mutationFn: () => callApi('POST /api/accounts/[userId]/password-link', { params }),
  })
  const withoutFactor = useMutation({
    mutationFn: () => callApi('DELETE /api/accounts/[userId]/second-factor', { params }),
    onSuccess: refresh,
  })
  const remove = useMutation({
    mutationFn: () => callApi('DELETE /api/accounts/[userId]', { params }),
    onSuccess: async () => {
      await refresh()
      onClose()
    },
  })

  if (deleting) {
    return (
      <ConfirmDialog
        title={t.removeTitle(user.name)}
        typed={{ text: user.email, label: t.removeConfirm(user.email), missing: t.removeMissing }}
        action={t.removeNow}
        busy={remove.isPending}
        failure={remove.error === null ? undefined : failureOf(remove.error)}
        onConfirm={() => remove.mutate()}
        onClose={onClose}
      >
        <p>{t.removeLead}</p>
        <ul className="list-disc pl-5 text-soft">
          {t.removeList.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </ConfirmDialog>
    )
  }
  const blockedBy = own ? t.ownAccount : undefined
  const error = change.error ?? link.error ?? withoutFactor.error
  return (
    <Dialog open onClose={onClose} title={t.changeTitle(user.name)}>
      <div className="flex flex-col">
        <Choice hint={t.newLinkHint}>
          <Button busy={link.isPending} onClick={() => link.mutate()}>
            {t.newLink}
          </Button>
        </Choice>
        {link.data === undefined ? null : <OneTimeLink token={link.data.token} />}
        <Choice hint={t.roleNow(t[user.role])}>
          <div className="flex flex-wrap gap-2">
            {(['member', 'teacher', 'admin'] as const)
              .filter((role) => role !== user.role)
              .map((role) => (
                <Button key={role} busy={change.isPending} onClick={() => change.mutate({ role })}>
                  {t.makeRole[role]}
                </Button>
              ))}
          </div>
        </Choice>
        {user.secondFactor ? (
          <Choice hint={t.withoutFactorHint}>
            <Button
              busy={withoutFactor.isPending}
              blockedBy={own ? t.ownFactor : undefined}
              onClick={() => withoutFactor.mutate()}
            >
              {t.withoutFactor}
            </Button>
          </Choice>
        ) : null}
        <Choice hint={user.disabled ? t.enableHint : t.disableHint}>
          <Button
            busy={change.isPending}
            blockedBy={user.disabled ? undefined : blockedBy}
            onClick={() => change.mutate({ disabled: !user.disabled })}
          >
            {user.disabled ? t.enable : t.disable}
          </Button>
        </Choice>
        <Choice hint={own ? t.ownAccount : t.removeHint}>
          <Button kind="danger" blockedBy={blockedBy} onClick={() => setDeleting(true)}>
            {t.remove}
          </Button>
        </Choice>
        {error === null ? null : (
          <Notice tone="bad" role="alert" className="mt-3">
            {failureOf(error).userMessage}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}

function Choice({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-center gap-4 border-b border-dashed border-line py-2.5 last:border-b-0 max-sm:flex-col max-sm:items-start max-sm:gap-1">
      <p className="flex-1 text-sm text-soft">{hint}</p>
      {children}
    </div>
  )
}
