'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { useText } from '@/components/text'
import { CheckField, TextField } from '@/components/ui/field'
import type { AccountSweep } from '@/lib/contracts/cloud-sweeps'
import { dailyCost, MOST_SWEPT, type Orphan, orphanKey } from '@/lib/shared/cloud/orphan'
import { cloudSweep } from '@/messages/cloud-sweep'
import { useSweep } from './use-sweeps'

const labels = (orphans: readonly Orphan[]) => orphans.map(({ label }) => label)

/** The names of what will be deleted; data, and what may be somebody else's, only when they are chosen besides. */
export function DeleteLeftoversDialog({
  sweep: { accountId, accountName, found },
  onClose,
}: {
  readonly sweep: AccountSweep
  readonly onClose: () => void
}) {
  const t = useText(cloudSweep)
  const router = useRouter()
  const [withVolumes, setWithVolumes] = useState(false)
  const [withUnknown, setWithUnknown] = useState(false)
  const [typedName, setTypedName] = useState('')
  const sweep = useSweep(accountId)

  const unknown = found.filter(({ belongs }) => belongs === 'unknown')
  const known = found.filter(({ belongs }) => belongs === 'deleted')
  const offered = withUnknown ? found : known
  const volumes = offered.filter(({ kind }) => kind === 'volume')
  const chosen = offered.filter(({ kind }) => withVolumes || kind !== 'volume').slice(0, MOST_SWEPT)
  const hasUnknown = chosen.some(({ belongs }) => belongs === 'unknown')
  const unknownNames = labels(unknown)
  const blockedBy =
    chosen.length === 0 ? t.chooseFirst : hasUnknown && typedName.trim() !== accountName ? t.typeMissing : undefined
  return (
    <FormDialog
      title={t.dialogTitle(chosen.length)}
      action={t.deleteNow(chosen.length)}
      kind="danger"
      busy={sweep.isPending}
      blockedBy={blockedBy}
      error={sweep.error}
      onSubmit={() => {
        const things = chosen.map(({ kind, remoteId }) => ({ kind, remoteId }))
        sweep.mutate({ things, typedName }, { onSuccess: ({ href }) => router.push(href) })
      }}
      onClose={onClose}
    >
      <p className="text-soft">{t.dialogLead}</p>
      {chosen.length === 0 ? null : (
        <>
          <ul className="max-h-48 overflow-auto rounded-control border border-line px-3 text-sm">
            {chosen.map((orphan) => (
              <li
                key={orphanKey(orphan)}
                className="flex justify-between gap-4 border-b border-line py-1 last:border-b-0"
              >
                <span className="facts min-w-0 [overflow-wrap:anywhere]">{orphan.label}</span>
                <span className="text-soft">{t.kinds[orphan.kind]}</span>
              </li>
            ))}
          </ul>
          <p className="font-medium">{t.stops(dailyCost(chosen))}</p>
        </>
      )}
      {found.length > MOST_SWEPT ? <p className="text-soft">{t.most(MOST_SWEPT)}</p> : null}
      {unknown.length === 0 ? null : (
        <CheckField
          label={t.unknownToo(unknownNames)}
          hint={t.unknownHint}
          checked={withUnknown}
          onChange={(event) => setWithUnknown(event.target.checked)}
        />
      )}
      {volumes.length === 0 ? null : (
        <CheckField
          label={t.volumesToo(labels(volumes))}
          hint={t.volumesHint}
          checked={withVolumes}
          onChange={(event) => setWithVolumes(event.target.checked)}
        />
      )}
      {hasUnknown ? (
        <TextField
          label={t.typeName(accountName)}
          mono
          autoComplete="off"
          spellCheck={false}
          value={typedName}
          onChange={(event) => setTypedName(event.target.value)}
        />
      ) : null}
    </FormDialog>
  )
}
