'use client'

import { useText } from '@/components/text'
import { CheckField, SelectField, TextField } from '@/components/ui/field'
import type { NewCards } from '@/lib/contracts/cards'
import { cards } from '@/messages/cards'

export interface NetworkForm {
  readonly kind: 'dhcp' | 'static'
  readonly first: string
  readonly gateway: string
  readonly nameservers: string
  readonly wifi: boolean
  readonly ssid: string
  readonly passphrase: string
  readonly country: string
}

export const NO_NETWORK: NetworkForm = {
  kind: 'dhcp',
  first: '192.168.1.20/24',
  gateway: '192.168.1.1',
  nameservers: '192.168.1.1',
  wifi: false,
  ssid: '',
  passphrase: '',
  country: '',
}

/** As it is sent; what is wrong with it the panel says. */
export function readNetwork(form: NetworkForm): Pick<NewCards, 'network' | 'wifi'> {
  const { kind, first, gateway, wifi, ssid, passphrase, country } = form
  const nameservers = form.nameservers.split(/[\s,]+/).filter((one) => one !== '')
  return {
    network: kind === 'dhcp' ? { kind } : { kind, first, gateway, nameservers },
    ...(wifi ? { wifi: { ssid, passphrase, country: country.toUpperCase() } } : {}),
  }
}

/** How boards get their addresses, and which Wi-Fi they join. */
export function NetworkFields({
  form,
  problem,
  onChange,
}: {
  readonly form: NetworkForm
  readonly problem: (field: string) => string | undefined
  readonly onChange: (form: NetworkForm) => void
}) {
  const t = useText(cards)
  const set = (part: Partial<NetworkForm>) => onChange({ ...form, ...part })
  return (
    <>
      <SelectField
        label={t.network}
        value={form.kind}
        error={problem('network')}
        onChange={(event) => set({ kind: event.target.value === 'static' ? 'static' : 'dhcp' })}
      >
        <option value="dhcp">{t.dhcp}</option>
        <option value="static">{t.fixed}</option>
      </SelectField>
      {form.kind === 'dhcp' ? null : (
        <div className="grid gap-3.5 sm:grid-cols-3">
          <TextField
            mono
            label={t.first}
            hint={t.firstHint}
            value={form.first}
            error={problem('network.first')}
            onChange={(event) => set({ first: event.target.value })}
          />
          <TextField
            mono
            label={t.gateway}
            value={form.gateway}
            error={problem('network.gateway')}
            onChange={(event) => set({ gateway: event.target.value })}
          />
          <TextField
            mono
            label={t.nameservers}
            value={form.nameservers}
            error={problem('network.nameservers') ?? problem('network.nameservers.0')}
            onChange={(event) => set({ nameservers: event.target.value })}
          />
        </div>
      )}
      <CheckField label={t.wifi} checked={form.wifi} onChange={(event) => set({ wifi: event.target.checked })} />
      {form.wifi ? (
        <div className="grid gap-3.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5rem]">
          <TextField
            label={t.ssid}
            value={form.ssid}
            error={problem('wifi.ssid')}
            onChange={(event) => set({ ssid: event.target.value })}
          />
          <TextField
            label={t.passphrase}
            type="password"
            autoComplete="off"
            hint={t.passphraseHint}
            value={form.passphrase}
            error={problem('wifi.passphrase')}
            onChange={(event) => set({ passphrase: event.target.value })}
          />
          <TextField
            label={t.country}
            value={form.country}
            error={problem('wifi.country')}
            onChange={(event) => set({ country: event.target.value })}
          />
        </div>
      ) : null}
    </>
  )
}
