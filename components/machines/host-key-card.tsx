'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { failureOf } from '@/lib/shared/call-api'
import { machines } from '@/messages/machines'
import { useTrustHostKey } from './use-machines'

/** A host key that waits for a person: one seen for the first time, or another than the trusted one. */
export function HostKeyCard({ machine }: { readonly machine: ListedMachine }) {
  const t = useText(machines)
  const trust = useTrustHostKey()
  const { offeredFingerprint: offered, hostKeyFingerprint: trusted } = machine
  if (offered === undefined) return null
  const changed = trusted !== undefined
  return (
    <div className="flex flex-col gap-2 rounded-control border border-line bg-sunken p-3 text-sm">
      <p className="font-semibold">{changed ? t.changedTitle : t.trustTitle}</p>
      <p className="text-soft">{changed ? t.changedLead(machine.name) : t.trustLead(machine.name)}</p>
      <FactsList
        facts={
          changed
            ? [
                { name: t.before, value: trusted },
                { name: t.now, value: offered },
              ]
            : [{ name: t.fingerprint, value: offered }]
        }
      />
      {changed ? <p className="text-soft">{t.changedWhy}</p> : null}
      <details>
        <summary className="font-medium text-soft hover:text-ink">{t.trustHow}</summary>
        <CodeBlock className="mt-2" label={t.trustHow} text={t.trustCommand} />
      </details>
      <div>
        <Button
          kind={changed ? 'danger' : 'primary'}
          busy={trust.isPending}
          aria-label={changed ? t.trustNewOf(machine.name) : t.trustOf(machine.name)}
          onClick={() => trust.mutate({ machineId: machine.id, fingerprint: offered })}
        >
          {changed ? t.trustNew : t.trust}
        </Button>
      </div>
      {trust.error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(trust.error).userMessage}
        </Notice>
      )}
    </div>
  )
}
