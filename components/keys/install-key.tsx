'use client'

import { useText } from '@/components/text'
import { CodeBlock } from '@/components/ui/code-block'
import type { ListedSshKey } from '@/lib/contracts/ssh-keys'
import { keys } from '@/messages/keys'

/** The one line that lets a key in on a machine. */
export function InstallKey({ sshKey }: { readonly sshKey: ListedSshKey }) {
  const t = useText(keys)
  return (
    <div className="flex flex-col gap-2">
      <p>{t.installLead}</p>
      <CodeBlock wrap label={t.installLabel} text={sshKey.installCommand} />
      <p className="text-soft">{t.installAfter}</p>
      <details className="text-sm">
        <summary className="font-medium text-soft hover:text-ink">{t.publicKey}</summary>
        <CodeBlock wrap className="mt-2" label={t.publicKey} text={sshKey.publicKey} />
      </details>
    </div>
  )
}
