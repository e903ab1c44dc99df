'use client'

import { useText } from '@/components/text'
import { AnchorButton, Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { Notice } from '@/components/ui/notice'
import { TimeAgo } from '@/components/ui/time-ago'
import type { NewLink } from '@/lib/contracts/card-links'
import { failureOf } from '@/lib/shared/call-api'
import { cards } from '@/messages/cards'
import { useCardLinks, useEndLinks, type useMakeLink } from './use-cards'

/** How cards get into Raspberry Pi Imager: an address that needs no sign-in, made when somebody asks for it. */
export function ImagerCard({ make }: { readonly make: ReturnType<typeof useMakeLink> }) {
  const t = useText(cards)
  const link = make.data
  return (
    <Card className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-72 text-soft">{t.imagerLead}</p>
        {link === undefined ? (
          <Button kind="primary" busy={make.isPending} onClick={() => make.mutate()}>
            {t.imagerMake}
          </Button>
        ) : (
          <LinkButtons link={link} />
        )}
      </div>
      {link === undefined ? (
        <p className="text-sm text-faint">{t.imagerVersion}</p>
      ) : (
        <>
          <CodeBlock label={t.linkAddress} text={link.listUrl} wrap />
          <p className="text-sm text-faint">
            {t.linkUntil} <TimeAgo at={link.expiresAt} />
          </p>
        </>
      )}
      <OpenLinks made={link?.id} onEnded={make.reset} />
      {make.error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(make.error).userMessage}
        </Notice>
      )}
    </Card>
  )
}

/** Addresses that open one's cards to whoever has them: how many there are, until when, and how to end them. */
function OpenLinks({ made, onEnded }: { readonly made: string | undefined; readonly onEnded: () => void }) {
  const t = useText(cards)
  const links = useCardLinks().data ?? []
  const end = useEndLinks()
  const endThem = (ids: readonly string[]) =>
    end.mutate(ids, { onSuccess: () => (made !== undefined && ids.includes(made) ? onEnded() : undefined) })
  if (links.length === 0) return null
  return (
    <div className="border-t border-line pt-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <p className="flex-1 text-soft">{t.linksOpen(links.length)}</p>
        <Button size="small" kind="quiet" busy={end.isPending} onClick={() => endThem(links.map(({ id }) => id))}>
          {t.linkEnd}
        </Button>
      </div>
      <ul aria-label={t.linksOpen(links.length)} className="text-faint">
        {links.map(({ id, expiresAt, lastUsedAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-2">
            <span>
              {t.linkEnds} <TimeAgo at={expiresAt} />
              {' · '}
              {lastUsedAt === undefined ? (
                t.linkUnused
              ) : (
                <>
                  {t.linkUsed} <TimeAgo at={lastUsedAt} />
                </>
              )}
            </span>
            <Button size="small" kind="quiet" busy={end.isPending} onClick={() => endThem([id])}>
              {t.linkEndOne}
            </Button>
          </li>
        ))}
      </ul>
      {end.error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(end.error).userMessage}
        </Notice>
      )}
    </div>
  )
}

function LinkButtons({ link }: { readonly link: NewLink }) {
  const t = useText(cards)
  return (
    <>
      <AnchorButton href={link.listUrl} download="cards.rpi-imager-manifest">
        {t.listFile}
      </AnchorButton>
      <AnchorButton kind="primary" href={link.imagerUrl}>
        {t.imager}
      </AnchorButton>
    </>
  )
}
