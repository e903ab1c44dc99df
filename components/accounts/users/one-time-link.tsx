'use client'

import { useText } from '@/components/text'
import { CodeBlock } from '@/components/ui/code-block'
import { paths } from '@/lib/shared/paths'
import { users } from '@/messages/users'

/** A link that is shown once. The token stands in the fragment, which browsers send to no server. */
export function OneTimeLink({ token }: { readonly token: string }) {
  const t = useText(users)
  return (
    <div role="status" className="flex flex-col gap-2">
      <p className="text-soft">{t.linkLead}</p>
      <CodeBlock wrap label={t.linkLabel} text={`${location.origin}${paths.choosePassword()}#token=${token}`} />
    </div>
  )
}
