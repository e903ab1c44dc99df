'use client'

import { useState } from 'react'
import { Leftovers } from '@/components/cloud-sweep/leftovers'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { AccountSweep } from '@/lib/contracts/cloud-sweeps'
import { MOST_CLOUD_ACCOUNTS } from '@/lib/shared/cloud/cloud-data'
import type { TokenScope } from '@/lib/shared/cloud/token-scope'
import { paths } from '@/lib/shared/paths'
import { clouds } from '@/messages/clouds'
import { ChangeTokenDialog, DeleteAccountDialog, RenameAccountDialog } from './account-dialogs'
import { AccountRow } from './account-row'
import { AddAccountDialog } from './add-account-dialog'
import { TokenGuide } from './token-guide'
import { useCloudAccounts } from './use-cloud-accounts'

type Open =
  | { readonly what: 'add' }
  | { readonly what: 'rename' | 'token' | 'delete'; readonly account: ListedCloudAccount }
  | undefined

interface Props {
  readonly initial: readonly ListedCloudAccount[]
  readonly scopes: readonly TokenScope[]
  /** What the latest looks have found without a cluster. */
  readonly sweeps: readonly AccountSweep[]
}

/** The person's accounts at Linode, and how to make a token for one. */
export function CloudsView({ initial, scopes, sweeps }: Props) {
  const t = useText(clouds)
  const list = useCloudAccounts({ initial }).data ?? initial
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const add = () => setOpen({ what: 'add' })
  const full = list.length >= MOST_CLOUD_ACCOUNTS ? t.full(MOST_CLOUD_ACCOUNTS) : undefined
  return (
    <>
      <PageHeader title={t.title}>
        <LinkButton href={paths.costs()}>{t.costs}</LinkButton>
        {list.length === 0 ? null : (
          <Button kind="primary" blockedBy={full} onClick={add}>
            {t.add}
          </Button>
        )}
      </PageHeader>
      {list.length === 0 ? (
        <EmptyState
          title={t.emptyTitle}
          action={
            <Button kind="primary" size="large" onClick={add}>
              {t.addFirst}
            </Button>
          }
        >
          {t.empty}
        </EmptyState>
      ) : (
        <>
          <p className="mb-4 text-lg text-soft">
            <span className="text-ink">{t.lead(list.length)}</span> {t.leadMore}
          </p>
          <Table label={t.table} head={[t.name, t.user, t.token, t.usedBy, '']}>
            {list.map((account) => (
              <AccountRow key={account.id} account={account} onOpen={(what) => setOpen({ what, account })} />
            ))}
          </Table>
        </>
      )}
      <Leftovers initial={sweeps} />
      <SectionTitle>{t.guideTitle}</SectionTitle>
      <TokenGuide scopes={scopes} />
      {open?.what === 'add' ? (
        <AddAccountDialog suggestedName={list.length === 0 ? 'Linode' : ''} onClose={close} />
      ) : null}
      {open?.what === 'rename' ? <RenameAccountDialog account={open.account} onClose={close} /> : null}
      {open?.what === 'token' ? <ChangeTokenDialog account={open.account} onClose={close} /> : null}
      {open?.what === 'delete' ? <DeleteAccountDialog account={open.account} onClose={close} /> : null}
    </>
  )
}
