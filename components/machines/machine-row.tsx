'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import type { Tone } from '@/components/ui/tone'
import type { ListedMachine } from '@/lib/contracts/machines'
import { failureOf } from '@/lib/shared/call-api'
import type { Finding } from '@/lib/shared/finding'
import { type MachineState, machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { machines } from '@/messages/machines'
import { HostKeyCard } from './host-key-card'
import { useCheckMachine, useFixMachine } from './use-machines'

const TONE = {
  unknown: 'idle',
  trust: 'warn',
  changed: 'bad',
  blocked: 'bad',
  advice: 'warn',
  ready: 'ok',
  taken: 'run',
} satisfies Record<MachineState, Tone>

/** What to say of it in one line: the worst finding, else what it is. */
function worst(findings: readonly Finding[] | undefined): readonly Finding[] {
  const found = findings ?? []
  const blockers = found.filter((finding) => finding.level === 'blocker')
  return blockers.length > 0 ? blockers : found.filter((finding) => finding.level === 'advice')
}

/**
 * One machine of a list: its light, its name, one sentence, and the one thing to do about it. `choice` stands before
 * it (a checkbox of the wizard), `checking` shows that it is being visited.
 */
export function MachineRow({
  machine,
  checking = false,
  choice,
  extra,
}: {
  readonly machine: ListedMachine
  readonly checking?: boolean
  readonly choice?: ReactNode
  readonly extra?: ReactNode
}) {
  const t = useText(machines)
  const fix = useFixMachine()
  const check = useCheckMachine()
  const busy = checking || check.isPending || fix.isPending
  const state = machineState(machine)
  const findings = worst(machine.findings)
  const [first, ...rest] = findings
  const error = fix.error ?? check.error
  const usable = state === 'ready' || state === 'advice'
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="grid grid-cols-[auto_minmax(7rem,9rem)_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1.5 px-3.5 py-2 max-sm:grid-cols-[auto_minmax(0,1fr)_auto]">
        <span className="flex items-center gap-2.5">
          {choice}
          <Led tone={busy ? 'run' : TONE[state]} className="mx-1" />
        </span>
        <Link
          href={paths.machine({ machineId: machine.id })}
          className="truncate font-semibold hover:underline"
          title={`${machine.loginUser}@${machine.address}`}
        >
          {machine.name}
        </Link>
        <div className="min-w-0 text-sm text-soft max-sm:col-span-3 max-sm:row-start-2 max-sm:pl-8">
          <span className="sr-only">{busy ? t.states.checking : t.states[state]}: </span>
          {busy ? (
            t.states.checking
          ) : usable && first === undefined ? (
            machine.summary
          ) : first !== undefined && state !== 'trust' && state !== 'changed' ? (
            <>
              {first.sentence}
              {rest.length === 0 ? null : <span className="text-faint"> {t.more(rest.length)}</span>}
              {first.wayOut === undefined ? null : <span className="block text-faint">{first.wayOut}</span>}
            </>
          ) : state === 'taken' && machine.cluster !== undefined ? (
            t.inCluster(t[machine.cluster.role], machine.cluster.name)
          ) : (
            t.states[state]
          )}
        </div>
        <div className="flex items-center justify-end gap-2">
          {extra}
          {first?.fix === undefined || busy ? null : (
            <Button size="small" onClick={() => first.fix && fix.mutate({ machineId: machine.id, fix: first.fix })}>
              {t.fixes[first.fix]}
            </Button>
          )}
          {state === 'unknown' || state === 'blocked' ? (
            <Button
              size="small"
              kind={state === 'blocked' ? 'quiet' : 'plain'}
              busy={busy}
              aria-label={state === 'unknown' ? t.checkOf(machine.name) : t.checkAgainOf(machine.name)}
              onClick={() => check.mutate(machine.id)}
            >
              {state === 'unknown' ? t.check : t.checkAgain}
            </Button>
          ) : null}
        </div>
      </div>
      {state === 'trust' || state === 'changed' ? (
        <div className="px-3.5 pb-3">
          <HostKeyCard machine={machine} />
        </div>
      ) : null}
      {error === null ? null : (
        <div className="px-3.5 pb-3">
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        </div>
      )}
    </li>
  )
}
