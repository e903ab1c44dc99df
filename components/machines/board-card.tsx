'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FactsList } from '@/components/ui/facts-list'
import { SectionTitle } from '@/components/ui/page-header'
import { TimeAgo } from '@/components/ui/time-ago'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { formatPrice } from '@/lib/shared/board-price'
import { paths } from '@/lib/shared/paths'
import { machines } from '@/messages/machines'
import { BoardPhoto } from './board-photo'
import { EditBoardDialog } from './edit-board-dialog'
import { useMachineWords } from './machine-words'

/** A machine as a thing on a desk: what it is, what it cost, how it looks, what one should know about it. */
export function BoardCard({
  machine,
  profiles,
}: {
  readonly machine: ListedMachine
  readonly profiles: readonly BoardProfileFacts[]
}) {
  const t = useText(machines)
  const words = useMachineWords()(machine)
  const [editing, setEditing] = useState(false)
  const profile = profiles.find((one) => one.id === machine.profile)
  return (
    <>
      <SectionTitle
        action={
          <span className="flex gap-1">
            <LinkButton size="small" kind="quiet" href={paths.boardLabels({ machineId: machine.id })}>
              {t.label}
            </LinkButton>
            <Button size="small" kind="quiet" onClick={() => setEditing(true)}>
              {t.edit}
            </Button>
          </span>
        }
      >
        {t.board}
      </SectionTitle>
      <Card>
        <FactsList
          facts={[
            { name: t.profile, value: profile?.name ?? machine.profile ?? t.profileNone },
            { name: t.model, value: machine.model ?? t.notKnown },
            { name: t.memory, value: machine.memoryMiB === undefined ? t.notKnown : words.memory },
            { name: t.architecture, value: machine.architecture ?? profile?.architecture ?? t.notKnown },
            { name: t.os, value: machine.os ?? t.notKnown },
            { name: t.mac, value: machine.mac ?? t.notKnown },
            { name: t.serial, value: machine.serial ?? t.notKnown },
            {
              name: t.lastSeen,
              value: machine.lastSeenAt === undefined ? t.never : <TimeAgo at={machine.lastSeenAt} />,
            },
            { name: t.cost, value: machine.cost === undefined ? t.costNone : formatPrice(machine.cost) },
            ...(profile === undefined ? [] : profileFacts(profile, t)),
          ]}
        />
        {machine.notes === undefined ? null : (
          <p className="mt-3 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">{machine.notes}</p>
        )}
        <BoardPhoto machine={machine} />
      </Card>
      {editing ? <EditBoardDialog machine={machine} profiles={profiles} onClose={() => setEditing(false)} /> : null}
    </>
  )
}

function profileFacts(profile: BoardProfileFacts, t: (typeof machines)['en']) {
  const { idleWatts, loadWatts, powerSource } = profile
  const words = (watts: number | null) => (watts === null ? '?' : `${watts} W`)
  const known = idleWatts !== null || loadWatts !== null
  const source = powerSource === null || !known ? '' : ` (${t.measuredBy(powerSource)})`
  return [
    { name: t.power, value: known ? `${t.watts(words(idleWatts), words(loadWatts))}${source}` : t.powerUnknown },
    { name: t.fitness, value: profile.fitness },
  ]
}
