'use client'

import { useText } from '@/components/text'
import { Dialog } from '@/components/ui/dialog'
import { CheckField } from '@/components/ui/field'
import { Kbd } from '@/components/ui/kbd'
import { shell } from '@/messages/shell'
import { useShortcuts } from './shortcuts'

/** The `?` help: the keys that work on this page, and the switch that turns single keys off. */
export default function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(shell)
  const { shortcuts, enabled, setEnabled } = useShortcuts()
  return (
    <Dialog open onClose={onClose} title={t.help}>
      <p className="mb-3 text-soft">{enabled ? t.helpLead : t.helpOff}</p>
      <dl className="mb-4">
        <Line keys={['Ctrl', 'K']} label={t.showPalette} />
        {enabled ? shortcuts.map(({ key, label }) => <Line key={key} keys={[key]} label={label} />) : null}
      </dl>
      <CheckField
        label={t.helpToggle}
        hint={t.helpToggleHint}
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
    </Dialog>
  )
}

function Line({ keys, label }: { readonly keys: readonly string[]; readonly label: string }) {
  return (
    <div className="flex items-center justify-between gap-4 border-b border-dashed border-line py-1.5 last:border-b-0">
      <dt>{label}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  )
}
