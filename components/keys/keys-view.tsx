'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedSshKey } from '@/lib/contracts/ssh-keys'
import { failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { keys } from '@/messages/keys'
import { AddKeyDialog } from './add-key-dialog'
import { InstallKey } from './install-key'
import { useDeleteSshKey, useSshKeys } from './use-ssh-keys'

type Open =
  | { readonly what: 'add' }
  | { readonly what: 'install' | 'delete'; readonly sshKey: ListedSshKey }
  | undefined

/** The keys with which the panel logs in to machines. */
export function KeysView({ initial }: { readonly initial: readonly ListedSshKey[] }) {
  const t = useText(keys)
  const list = useSshKeys(initial).data ?? initial
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHeader title={t.title}>
        {list.length === 0 ? null : (
          <Button kind="primary" onClick={() => setOpen({ what: 'add' })}>
            {t.add}
          </Button>
        )}
      </PageHeader>
      {list.length === 0 ? (
        <EmptyState
          title={t.emptyTitle}
          action={
            <Button kind="primary" size="large" onClick={() => setOpen({ what: 'add' })}>
              {t.makeFirst}
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
          <Table label={t.table} head={[t.name, t.fingerprint, t.usedBy, t.added, '']}>
            {list.map((sshKey) => (
              <KeyRow key={sshKey.id} sshKey={sshKey} onOpen={(what) => setOpen({ what, sshKey })} />
            ))}
          </Table>
        </>
      )}
      {open?.what === 'add' ? <AddKeyDialog suggestedName={list.length === 0 ? 'desk' : ''} onClose={close} /> : null}
      {open?.what === 'install' ? (
        <Dialog
          open
          onClose={close}
          title={t.installTitle(open.sshKey.name)}
          actions={<LinkButton href={`${paths.machines()}#add`}>{t.toMachines}</LinkButton>}
        >
          <InstallKey sshKey={open.sshKey} />
        </Dialog>
      ) : null}
      {open?.what === 'delete' ? <DeleteKey sshKey={open.sshKey} onClose={close} /> : null}
    </>
  )
}

function KeyRow({
  sshKey,
  onOpen,
}: {
  readonly sshKey: ListedSshKey
  readonly onOpen: (what: 'install' | 'delete') => void
}) {
  const t = useText(keys)
  const users = sshKey.usedBy.map((machine) => machine.name)
  return (
    <Row>
      <Cell className="font-semibold">{sshKey.name}</Cell>
      <Cell mono>{sshKey.fingerprint}</Cell>
      <Cell className={users.length === 0 ? 'text-soft' : 'facts'}>
        {users.length === 0 ? t.unused : users.join(', ')}
      </Cell>
      <Cell className="whitespace-nowrap text-soft">
        <TimeAgo at={sshKey.createdAt} />
      </Cell>
      <Cell>
        <div className="flex justify-end gap-2">
          <Button size="small" aria-label={t.installFor(sshKey.name)} onClick={() => onOpen('install')}>
            {t.install}
          </Button>
          <Button
            size="small"
            kind="quiet"
            aria-label={t.removeFor(sshKey.name)}
            blockedBy={users.length === 0 ? undefined : t.removeBlocked(users)}
            onClick={() => onOpen('delete')}
          >
            {t.remove}
          </Button>
        </div>
      </Cell>
    </Row>
  )
}

function DeleteKey({ sshKey, onClose }: { readonly sshKey: ListedSshKey; readonly onClose: () => void }) {
  const t = useText(keys)
  const remove = useDeleteSshKey()
  return (
    <ConfirmDialog
      title={t.removeTitle(sshKey.name)}
      action={t.removeNow}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate(sshKey.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t.removeLead}</p>
    </ConfirmDialog>
  )
}
