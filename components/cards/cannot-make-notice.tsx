'use client'

import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { paths } from '@/lib/shared/paths'
import { cards } from '@/messages/cards'

/** Said before anybody fills in a form: the panel has nothing that cards are made from. */
export function CannotMakeNotice({ className }: { readonly className?: string }) {
  const t = useText(cards)
  return (
    <Notice
      tone="warn"
      {...(className === undefined ? {} : { className })}
      action={
        <LinkButton size="small" href={paths.cardSystems()}>
          {t.toSystems}
        </LinkButton>
      }
    >
      {t.notYet}
    </Notice>
  )
}
