'use client'

import Link from 'next/link'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Cell, Row } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import { failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clouds } from '@/messages/clouds'
import { MissingPermissions } from './missing-permissions'
import { useCheckCloudAccount } from './use-cloud-accounts'

export const ACCOUNT_COLUMNS = 5

/** One account, and below it what is wrong with its token. */
export function AccountRow({
  account,
  onOpen,
}: {
  readonly account: ListedCloudAccount
  readonly onOpen: (what: 'rename' | 'token' | 'delete') => void
}) {
  const t = useText(clouds)
  const check = useCheckCloudAccount()
  const { name, username, missing, usedBy, checkedAt, tokenChangedAt } = account
  const lacks = missing.length > 0
  return (
    <>
      <Row className={lacks || check.error !== null ? 'border-b-0' : undefined}>
        <Cell className="font-semibold">{name}</Cell>
        <Cell mono>{username}</Cell>
        <Cell>
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <Badge tone={lacks ? 'warn' : 'ok'} led>
              {lacks ? t.lacking(missing.length) : t.enough}
            </Badge>
            <span className="text-xs text-faint">
              {t.checked} <TimeAgo at={checkedAt} />, {t.changed} <TimeAgo at={tokenChangedAt} />
            </span>
          </div>
        </Cell>
        <Cell className={usedBy.length === 0 ? 'text-soft' : 'facts'}>
          {usedBy.length === 0
            ? t.unused
            : usedBy.map((cluster, place) => (
                <span key={cluster.id}>
                  {place === 0 ? null : ', '}
                  <Link className="hover:underline" href={paths.cluster({ clusterId: cluster.id })}>
                    {cluster.name}
                  </Link>
                </span>
              ))}
        </Cell>
        <Cell>
          <div className="flex justify-end gap-2">
            <Button
              size="small"
              busy={check.isPending}
              aria-label={t.testOf(name)}
              onClick={() => check.mutate(account.id)}
            >
              {t.test}
            </Button>
            <Button size="small" aria-label={t.rotateOf(name)} onClick={() => onOpen('token')}>
              {t.rotate}
            </Button>
            <Button size="small" kind="quiet" aria-label={t.renameOf(name)} onClick={() => onOpen('rename')}>
              {t.rename}
            </Button>
            <Button
              size="small"
              kind="quiet"
              aria-label={t.removeOf(name)}
              blockedBy={usedBy.length === 0 ? undefined : t.removeBlocked(usedBy.map((cluster) => cluster.name))}
              onClick={() => onOpen('delete')}
            >
              {t.remove}
            </Button>
          </div>
        </Cell>
      </Row>
      {lacks || check.error !== null ? (
        <Row>
          <Cell colSpan={ACCOUNT_COLUMNS}>
            {check.error === null ? (
              <MissingPermissions missing={missing} />
            ) : (
              <Notice tone="bad" role="alert">
                {failureOf(check.error).userMessage}
              </Notice>
            )}
          </Cell>
        </Row>
      ) : null}
    </>
  )
}
