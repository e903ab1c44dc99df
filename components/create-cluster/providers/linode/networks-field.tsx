'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import { SectionTitle } from '@/components/ui/page-header'
import { type ChangeLinode, readNetwork } from './linode-draft'
import { stepWords } from './step-words'

interface Props {
  readonly allowedFrom: readonly string[]
  /** As the panel sees this browser, if others know it by that. */
  readonly yourAddress: string | undefined
  readonly onChange: ChangeLinode
}

/** Networks that may reach the machines besides the panel; none by default. */
export function NetworksField({ allowedFrom, yourAddress, onChange }: Props) {
  const t = useText(stepWords)
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const allow = (network: string) =>
    onChange((now) => ({ ...now, allowedFrom: [...new Set([...now.allowedFrom, network])] }))
  const add = () => {
    const network = readNetwork(typed)
    setWrong(network === undefined)
    if (network === undefined) return
    allow(network)
    setTyped('')
  }
  const mine = yourAddress === undefined ? undefined : `${yourAddress}/32`
  return (
    <div>
      <SectionTitle remark={t.reachRemark}>{t.reach}</SectionTitle>
      <Card className="flex flex-col gap-3">
        <p className="text-sm text-soft">{t.reachHint}</p>
        {allowedFrom.length === 0 ? null : (
          <ul aria-label={t.networks} className="flex flex-wrap gap-2">
            {allowedFrom.map((network) => (
              <li key={network} className="flex items-center gap-1 rounded-full border border-line bg-sunken pl-3">
                <span className="facts">{network}</span>
                <button
                  type="button"
                  aria-label={t.removeNetwork(network)}
                  className="grid size-7 place-items-center rounded-full text-soft hover:text-ink"
                  onClick={() =>
                    onChange((now) => ({ ...now, allowedFrom: now.allowedFrom.filter((one) => one !== network) }))
                  }
                >
                  <X aria-hidden="true" size={14} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          className="grid items-start gap-2 sm:grid-cols-[minmax(0,18rem)_auto_1fr]"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextField
            label={t.network}
            hint={t.networkHint}
            mono
            autoComplete="off"
            spellCheck={false}
            value={typed}
            error={wrong ? t.networkWrong : undefined}
            onChange={(event) => {
              setWrong(false)
              setTyped(event.target.value)
            }}
          />
          <Button type="submit" className="sm:mt-6">
            {t.addNetwork}
          </Button>
          {mine === undefined || allowedFrom.includes(mine) ? null : (
            <Button kind="quiet" className="sm:mt-6 sm:justify-self-start" onClick={() => allow(mine)}>
              {t.addMine(yourAddress ?? '')}
            </Button>
          )}
        </form>
      </Card>
    </div>
  )
}
