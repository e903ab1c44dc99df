'use client'

import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { secondFactor } from '@/messages/second-factor'

/** Recovery codes, this once, with the ways to keep them. They go to no server from here. */
export function RecoveryCodes({
  codes,
  email,
  onKept,
}: {
  readonly codes: readonly string[]
  readonly email: string
  readonly onKept: () => void
}) {
  const t = useText(secondFactor)
  const text = `${t.fileHead(email)}\n\n${codes.join('\n')}\n`
  const download = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = 'buzzcrate-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <div className="flex flex-col gap-3.5">
      <p className="text-soft">{t.codesLead}</p>
      <div data-print-alone>
        <p className="mb-2 hidden print:block">{t.fileHead(email)}</p>
        <ul
          aria-label={t.codes}
          className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-control border border-line bg-sunken px-4 py-3 font-mono text-lg max-sm:text-base"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label={t.copyCodes} />
        <Button size="small" onClick={download}>
          {t.download}
        </Button>
        <Button size="small" onClick={() => print()}>
          {t.print}
        </Button>
      </div>
      <Button kind="primary" onClick={onKept}>
        {t.kept}
      </Button>
    </div>
  )
}
