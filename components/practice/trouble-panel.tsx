'use client'

import { clsx } from 'clsx'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { NodeRow, PodRow } from '@/lib/contracts/live-rows'
import type { PracticeMachineState } from '@/lib/contracts/practice'
import { troubleProgress } from '@/lib/shared/practice/trouble-progress'
import { practice } from '@/messages/practice'
import { BREAKABLE, practiceTroubles } from '@/messages/practice-troubles'
import { usePracticeState } from './use-practice-state'

interface Props {
  readonly clusterId: string
  readonly nodes: readonly NodeRow[]
  readonly pods: readonly PodRow[]
  /** The panel's clock, ms since 1970. */
  readonly now: number
}

/** For lessons: breaks a simulated machine, says what to look for while it happens, and brings it back. */
export function TroublePanel({ clusterId, nodes, pods, now }: Props) {
  const t = useText(practice)
  const { state, failure, asking, ask } = usePracticeState(clusterId)
  const [chosenId, setChosenId] = useState<string>()
  const machines = state?.machines ?? []
  const troubled = machines.find((machine) => machine.trouble !== 'none')
  const agent = machines.find((machine) => machine.role === 'agent')
  const chosen = machines.find((machine) => machine.machineId === chosenId) ?? troubled ?? agent ?? machines[0]
  return (
    <section
      aria-label={t.breakTitle}
      className="rounded-card border border-dashed border-line-strong bg-surface p-4 shadow-card"
    >
      <h2 className="font-semibold">{t.breakTitle}</h2>
      <p className="mb-2 text-sm text-soft">
        {t.breakLead} {state === undefined ? null : t.speedNote(state.speed)}
      </p>
      {state === undefined && failure === undefined ? <SkeletonRows label={t.breakTitle} /> : null}
      {failure === undefined ? null : (
        <Notice tone="warn" role="status" className="mb-3">
          {failure.userMessage}
        </Notice>
      )}
      {state?.broken === undefined ? null : (
        <Notice tone="bad" role="status" className="mb-3">
          {state.broken}
        </Notice>
      )}
      {chosen === undefined || state === undefined || state.broken !== undefined ? null : (
        <>
          <fieldset className="mb-3">
            <legend className="sr-only">{t.whichMachine}</legend>
            {machines.map((machine) => (
              <MachineChoice
                key={machine.machineId}
                machine={machine}
                checked={machine.machineId === chosen.machineId}
                onChoose={() => setChosenId(machine.machineId)}
              />
            ))}
          </fieldset>
          {chosen.trouble === 'none' ? (
            <Troubles machine={chosen} busy={asking !== undefined} onAsk={ask} />
          ) : (
            <div className="flex flex-col gap-3" role="status">
              <LookFor
                machine={chosen}
                speed={state.speed}
                progress={troubleProgress({
                  machine: chosen,
                  speed: state.speed,
                  node: nodes.find((node) => node.name === chosen.name),
                  pods,
                  now,
                })}
              />
              <Button
                kind="primary"
                busy={asking !== undefined}
                onClick={() => ask({ machineId: chosen.machineId, trouble: 'none' })}
              >
                {t.bringBack(chosen.name)}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function MachineChoice(props: {
  readonly machine: PracticeMachineState
  readonly checked: boolean
  readonly onChoose: () => void
}) {
  const t = useText(practice)
  const { short } = useText(practiceTroubles)
  const { machine, checked, onChoose } = props
  const fine = machine.trouble === 'none'
  return (
    <label
      className={clsx(
        'flex min-h-7 items-center gap-2 rounded-control border px-2 text-sm',
        checked ? 'border-honey bg-honey-wash' : 'border-transparent hover:bg-sunken',
      )}
    >
      <input type="radio" name="practice-machine" checked={checked} onChange={onChoose} className="accent-honey" />
      <span className="facts min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
        {machine.name}
        {machine.role === 'server' ? <span className="text-faint"> · {t.serverShort}</span> : null}
      </span>
      <span className="flex items-center gap-1.5 text-xs text-soft">
        <Led tone={fine ? 'ok' : 'bad'} />
        {machine.trouble === 'none' ? t.fine : short(machine.trouble)}
      </span>
    </label>
  )
}

function Troubles(props: {
  readonly machine: PracticeMachineState
  readonly busy: boolean
  readonly onAsk: ReturnType<typeof usePracticeState>['ask']
}) {
  const t = useText(practiceTroubles)
  const { machine, busy, onAsk } = props
  return (
    <ul className="flex flex-col gap-2">
      {BREAKABLE.map((trouble) => (
        <li key={trouble}>
          <Button
            busy={busy}
            className="w-full justify-start!"
            aria-label={t.actionOn(t.troubles[trouble].action, machine.name)}
            onClick={() => onAsk({ machineId: machine.machineId, trouble })}
          >
            {t.troubles[trouble].action}
          </Button>
          <p className="mt-0.5 px-0.5 text-xs text-soft">{t.troubles[trouble].what}</p>
        </li>
      ))}
    </ul>
  )
}

function LookFor(props: {
  readonly machine: PracticeMachineState
  readonly speed: number
  readonly progress: ReturnType<typeof troubleProgress>
}) {
  const t = useText(practiceTroubles)
  const { machine, speed, progress } = props
  if (machine.trouble === 'none') return null
  return (
    <>
      <p>
        <b className="font-semibold">{t.state(machine.name, machine.trouble)}</b>{' '}
        {progress === undefined ? null : t.progress(progress)}
      </p>
      <div>
        <h3 className="text-xs font-semibold text-honey">{t.lookFor}</h3>
        <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 text-sm text-soft">
          {t.looks(machine.trouble, machine.role, speed).map((look) => (
            <li key={look}>{look}</li>
          ))}
        </ul>
      </div>
    </>
  )
}
