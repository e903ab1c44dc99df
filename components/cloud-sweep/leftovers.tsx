'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField } from '@/components/ui/field'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { TimeAgo } from '@/components/ui/time-ago'
import type { AccountSweep } from '@/lib/contracts/cloud-sweeps'
import { failureOf } from '@/lib/shared/call-api'
import { dailyCost } from '@/lib/shared/cloud/orphan'
import { cloudSweep } from '@/messages/cloud-sweep'
import { DeleteLeftoversDialog } from './delete-leftovers-dialog'
import { OrphansTable } from './orphans-table'
import { useDailyLook, useLook, useSweeps } from './use-sweeps'

/** What is left in the person's accounts without a cluster, and the way to end it. */
export function Leftovers({ initial }: { readonly initial: readonly AccountSweep[] }) {
  const t = useText(cloudSweep)
  const sweeps = useSweeps(initial)
  if (sweeps.length === 0) return null
  return (
    <section id="left" aria-label={t.title} className="mt-6">
      <SectionTitle remark={t.remark}>{t.title}</SectionTitle>
      <div className="flex flex-col gap-3">
        {sweeps.map((sweep) => (
          <AccountLeftovers key={sweep.accountId} sweep={sweep} />
        ))}
      </div>
    </section>
  )
}

function AccountLeftovers({ sweep }: { readonly sweep: AccountSweep }) {
  const t = useText(cloudSweep)
  const [asking, setAsking] = useState(false)
  const look = useLook(sweep.accountId)
  const daily = useDailyLook(sweep.accountId)
  const { accountName, found, lookedAt, trouble, runHref } = sweep
  const failed = look.error ?? daily.error
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Led tone={lookedAt === null ? 'idle' : found.length === 0 ? 'ok' : 'warn'} />
        <p className="min-w-0 flex-1 basis-72">
          <strong className="font-semibold">{accountName}.</strong>{' '}
          {found.length > 0
            ? `${t.leftLead(found.length)} ${t.dayCost(dailyCost(found))}`
            : lookedAt === null
              ? t.neverLooked
              : t.nothingLeft}
          {lookedAt === null ? null : (
            <span className="ml-2 text-xs text-faint">
              {t.looked} <TimeAgo at={lookedAt} />
            </span>
          )}
        </p>
        <Button size="small" busy={look.isPending} aria-label={t.lookAt(accountName)} onClick={() => look.mutate()}>
          {t.look}
        </Button>
        {runHref === null ? (
          found.length === 0 ? null : (
            <Button
              size="small"
              kind="danger"
              aria-label={`${t.deleteThese(found.length)} ${t.leftIn(accountName)}`}
              onClick={() => setAsking(true)}
            >
              {t.deleteThese(found.length)}
            </Button>
          )
        ) : (
          <LinkButton size="small" kind="primary" href={runHref}>
            {t.watch}
          </LinkButton>
        )}
      </div>
      {failed === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(failed).userMessage}
        </Notice>
      )}
      {trouble === null || failed !== null ? null : (
        <Notice tone="warn">
          {t.troubleLead} {trouble.words}
        </Notice>
      )}
      {found.length === 0 ? null : <OrphansTable orphans={found} accountName={accountName} />}
      <CheckField
        label={t.daily}
        hint={t.dailyHint}
        checked={daily.isPending ? daily.variables : sweep.daily}
        onChange={(event) => daily.mutate(event.target.checked)}
      />
      {asking ? <DeleteLeftoversDialog sweep={sweep} onClose={() => setAsking(false)} /> : null}
    </Card>
  )
}
