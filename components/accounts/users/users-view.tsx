'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedUser } from '@/lib/contracts/accounts'
import { callApi } from '@/lib/shared/call-api'
import { users } from '@/messages/users'
import { ChangeUserDialog } from './change-user-dialog'
import { InviteDialog } from './invite-dialog'

/** Everybody who has an account, and what an admin can do about it. */
export function UsersView({ initial, ownId }: { readonly initial: readonly ListedUser[]; readonly ownId: string }) {
  const t = useText(users)
  const [inviting, setInviting] = useState(false)
  const [changingId, setChangingId] = useState<string>()
  const list = useQuery({
    queryKey: ['users'],
    queryFn: async ({ signal }) => (await callApi('GET /api/accounts', { signal })).users,
    initialData: initial,
  }).data
  const changing = list.find((user) => user.id === changingId)
  const admins = list.filter((user) => user.role === 'admin' && !user.disabled).length

  return (
    <>
      <PageHeader title={t.title}>
        <Button kind="primary" onClick={() => setInviting(true)}>
          {t.add}
        </Button>
      </PageHeader>
      <p className="mb-4 text-lg text-soft">
        <span className="text-ink">{t.lead(list.length, admins)}</span> {t.leadMore}
      </p>
      <Table label={t.table} head={[t.name, t.email, t.role, t.state, t.clusters, t.lastSignIn, '']}>
        {list.map((user) => (
          <Row key={user.id}>
            <Cell className="font-semibold whitespace-nowrap">
              {user.name} {user.id === ownId ? <span className="font-normal text-faint">({t.you})</span> : null}
            </Cell>
            <Cell mono>{user.email}</Cell>
            <Cell>{t[user.role]}</Cell>
            <Cell>
              <span className="flex flex-wrap gap-1">
                <UserState user={user} />
                {user.secondFactor ? <Badge tone="idle">{t.secondFactor}</Badge> : null}
              </span>
            </Cell>
            <Cell mono>{user.clusters}</Cell>
            <Cell className="whitespace-nowrap text-soft">
              {user.lastSignInAt === undefined ? t.never : <TimeAgo at={user.lastSignInAt} />}
            </Cell>
            <Cell className="text-right">
              <Button size="small" aria-label={t.actionsFor(user.name)} onClick={() => setChangingId(user.id)}>
                {t.change}
              </Button>
            </Cell>
          </Row>
        ))}
      </Table>
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      {changing === undefined ? null : (
        <ChangeUserDialog user={changing} own={changing.id === ownId} onClose={() => setChangingId(undefined)} />
      )}
    </>
  )
}

function UserState({ user }: { readonly user: ListedUser }) {
  const t = useText(users)
  if (user.disabled) return <Badge tone="bad">{t.disabled}</Badge>
  if (user.invited) return <Badge tone="warn">{t.invited}</Badge>
  return <Badge tone="ok">{t.active}</Badge>
}
