'use client'

import { useState } from 'react'
import { AddAccountDialog } from '@/components/clouds/add-account-dialog'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Tile } from '@/components/ui/tile'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { CatalogueAnswer } from '@/lib/contracts/cloud-catalogue'
import type { Failure } from '@/lib/core/errors'
import { paths } from '@/lib/shared/paths'
import type { ChangeLinode, Chosen } from './linode-draft'
import { RegionField } from './region-field'
import { stepWords } from './step-words'

interface Props {
  /** Undefined while they are being asked for. */
  readonly accounts: readonly ListedCloudAccount[] | undefined
  readonly answer: CatalogueAnswer | undefined
  readonly failure: Failure | undefined
  readonly chosen: Chosen
  readonly onChange: ChangeLinode
}

/** Who pays, and where the machines stand. */
export function StepPlace({ accounts, answer, failure, chosen, onChange }: Props) {
  const t = useText(stepWords)
  const [adding, setAdding] = useState(false)
  const { account } = chosen
  return (
    <div className="flex flex-col gap-5">
      {accounts === undefined ? (
        <SkeletonRows rows={2} label={t.loadingAccounts} />
      ) : accounts.length === 0 ? (
        <Card className="flex flex-col items-start gap-3">
          <p>{t.noAccount}</p>
          <div className="flex flex-wrap gap-2">
            <Button kind="primary" onClick={() => setAdding(true)}>
              {t.addAccount}
            </Button>
            <LinkButton kind="quiet" href={paths.clouds()}>
              {t.toClouds}
            </LinkButton>
          </div>
        </Card>
      ) : (
        <fieldset>
          <legend className="mb-2 text-sm font-semibold text-soft">{t.accountLegend}</legend>
          <div className="grid gap-3 sm:grid-cols-3">
            {accounts.map(({ id, name, username, missing }) => (
              <Tile
                key={id}
                name="account"
                value={id}
                checked={account?.id === id}
                onChoose={() => onChange((now) => ({ ...now, accountId: id }))}
                badge={
                  <Badge tone={missing.length === 0 ? 'ok' : 'warn'} led>
                    {missing.length === 0 ? t.accountReady : t.accountMissing}
                  </Badge>
                }
                title={name}
              >
                {username}
              </Tile>
            ))}
          </div>
          <Button className="mt-2.5" size="small" kind="quiet" onClick={() => setAdding(true)}>
            {t.addAnother}
          </Button>
        </fieldset>
      )}
      {failure === undefined ? null : (
        <Notice tone="bad" role="alert">
          {failure.userMessage}
        </Notice>
      )}
      {account === undefined ? null : answer === undefined ? (
        failure === undefined ? (
          <SkeletonRows rows={2} label={t.loadingCatalogue} />
        ) : null
      ) : (
        <RegionField accountId={account.id} answer={answer} region={chosen.region} onChange={onChange} />
      )}
      {adding ? (
        <AddAccountDialog
          suggestedName={accounts?.length === 0 ? 'Linode' : ''}
          onAdded={({ id }) => onChange((now) => ({ ...now, accountId: id }))}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </div>
  )
}
