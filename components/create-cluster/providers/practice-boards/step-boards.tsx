'use client'

import { useEffect, useRef } from 'react'
import { useCheckMachine } from '@/components/machines/use-machines'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import type { ListedMachine } from '@/lib/contracts/machines'
import { machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { NameField } from '../../name-field'
import { PracticeApps } from '../../practice-apps'
import type { WizardContext } from '../../wizard-part'
import type { ChangePracticeBoards, PracticeBoardsDraft } from './practice-boards-draft'
import { practiceBoardsWords } from './practice-boards-words'

interface Props {
  readonly context: WizardContext
  readonly free: readonly ListedMachine[]
  readonly draft: PracticeBoardsDraft
  readonly onChange: ChangePracticeBoards
}

/** Which practice boards, the name and the apps: the rest is as practice has it. */
export function StepBoards({ context, free, draft, onChange }: Props) {
  const t = useText(practiceBoardsWords)
  useFirstLook(free)
  usePickedBefore(free, onChange)
  const roleOf = (id: string) => (draft.machineIds[0] === id ? t.server : t.agent)
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <div>
        <SectionTitle>{t.boards}</SectionTitle>
        {free.length === 0 ? (
          <Notice tone="practice" action={<LinkButton href={paths.machines()}>{t.toMachines}</LinkButton>}>
            {t.none}
          </Notice>
        ) : (
          <Card className="flex flex-col gap-3">
            {free.map((machine) => {
              const chosen = draft.machineIds.includes(machine.id)
              const off = machineState(machine) === 'not-started'
              const what = [machine.profileName, off ? t.notStarted : machine.address, chosen ? roleOf(machine.id) : '']
              return (
                <CheckField
                  key={machine.id}
                  label={machine.name}
                  hint={what.filter((one) => one !== undefined && one !== '').join(' · ')}
                  checked={chosen}
                  disabled={off}
                  onChange={(event) => {
                    const wanted = event.target.checked
                    onChange((now) => ({
                      ...now,
                      machineIds: [
                        ...now.machineIds.filter((id) => id !== machine.id),
                        ...(wanted ? [machine.id] : []),
                      ],
                    }))
                  }}
                />
              )
            })}
          </Card>
        )}
      </div>
      <div className="flex flex-col gap-4 md:mt-8">
        <Card>
          <NameField {...context} hint={t.nameHint} />
        </Card>
        <PracticeApps
          apps={context.apps}
          chosen={draft.apps}
          onChange={(change) => onChange((now) => ({ ...now, apps: change(now.apps) }))}
        />
      </div>
    </div>
  )
}

/** Looks at boards that have started and that nobody has looked at, once each. */
function useFirstLook(free: readonly ListedMachine[]): void {
  const { mutate } = useCheckMachine()
  const asked = useRef(new Set<string>())
  useEffect(() => {
    for (const machine of free) {
      if (machineState(machine) !== 'unknown' || asked.current.has(machine.id)) continue
      asked.current.add(machine.id)
      mutate(machine.id)
    }
  }, [free, mutate])
}

/** Chooses the boards that the address names, once: whoever comes from a page of cards has picked them there. */
function usePickedBefore(free: readonly ListedMachine[], onChange: ChangePracticeBoards): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the step opens
  useEffect(() => {
    const address = new URL(location.href)
    const named = address.searchParams.get('boards')?.split(',') ?? []
    const machineIds = free.filter(({ id }) => named.includes(id)).map(({ id }) => id)
    if (machineIds.length === 0) return
    onChange((now) => ({ ...now, machineIds }))
    // A reload keeps what was chosen since.
    address.searchParams.delete('boards')
    history.replaceState(null, '', address)
  }, [])
}
