'use client'

import dynamic from 'next/dynamic'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import type { ListedMachine } from '@/lib/contracts/machines'
import { paths } from '@/lib/shared/paths'
import { machines } from '@/messages/machines'
import styles from './labels.module.css'
import { useMachineWords } from './machine-words'

const QrCode = dynamic(() => import('@/components/ui/qr-code'), { ssr: false })

/** Labels to print and stick on: the name to read, and a code that opens the board's page on a phone. */
export function LabelsView({ list, origin }: { readonly list: readonly ListedMachine[]; readonly origin: string }) {
  const t = useText(machines)
  const words = useMachineWords()
  return (
    <div>
      <div className="print:hidden">
        <PageHeader crumbs={[{ label: t.title, href: paths.machines() }]} title={t.labels}>
          <Button kind="primary" onClick={() => print()}>
            {t.print}
          </Button>
        </PageHeader>
        <p className="mb-4 text-soft">{t.labelsHint}</p>
      </div>
      <ul className={styles['labels']} aria-label={t.labels}>
        {list.map((machine) => (
          <li key={machine.id} className={styles['label']}>
            <div className={styles['code']}>
              <QrCode text={`${origin}${paths.machine({ machineId: machine.id })}`} label={t.labelCode(machine.name)} />
            </div>
            <div className="min-w-0">
              <p className="text-lg font-semibold [overflow-wrap:anywhere]">{machine.name}</p>
              <p className="text-sm">{words(machine).model}</p>
              <p className="facts text-2xs">{machine.mac ?? machine.serial ?? ''}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
