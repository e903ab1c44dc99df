'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Led } from '@/components/ui/led'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { boardState } from '@/lib/shared/board-state'
import { failureOf } from '@/lib/shared/call-api'
import type { Finding } from '@/lib/shared/finding'
import { machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { adviceKey } from '@/lib/shared/shared-advice'
import { machines } from '@/messages/machines'
import { FirstBootQuestionCard } from './first-boot-question-card'
import { HostKeyCard } from './host-key-card'
import { BOARD_TONE, MACHINE_TONE } from './machine-tone'
import { useMachineWords } from './machine-words'
import { useCheckMachine, useFixMachine } from './use-machines'

/** What to say of it in one line: the worst finding that is not said elsewhere. */
function worst(findings: readonly Finding[] | undefined, elsewhere: ReadonlySet<string>): readonly Finding[] {
  const found = findings ?? []
  const blockers = found.filter((finding) => finding.level === 'blocker')
  if (blockers.length > 0) return blockers
  return found.filter((finding) => finding.level === 'advice' && !elsewhere.has(adviceKey(finding)))
}

interface Props {
  readonly machine: ListedMachine
  /** It is being visited. */
  readonly checking?: boolean
  /** Before it: a checkbox of the wizard. */
  readonly choice?: ReactNode
  readonly extra?: ReactNode
  /** Advice that is said above the list, by `adviceKey`. */
  readonly saidAbove?: ReadonlySet<string>
}

const NOTHING: ReadonlySet<string> = new Set()

/**
 * One machine of a list: its light and name, where it is, what it is, whose cluster it is in; below that one sentence where
 * there is something to say, and the one thing to do about it.
 */
export function MachineRow({ machine, checking = false, choice, extra, saidAbove = NOTHING }: Props) {
  const t = useText(machines)
  const words = useMachineWords()(machine)
  const fix = useFixMachine()
  const check = useCheckMachine()
  const busy = checking || check.isPending || fix.isPending
  const state = machineState(machine)
  const stage = boardState(machine)
  const [first, ...rest] = worst(machine.findings, saidAbove)
  const error = fix.error ?? check.error
  const tells = first !== undefined && !busy && (state === 'advice' || state === 'blocked')
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="grid grid-cols-[auto_minmax(7rem,1fr)_minmax(8rem,1.4fr)_minmax(8rem,1fr)_auto] items-center gap-x-3 gap-y-1 px-3.5 py-1.5 max-sm:grid-cols-[auto_minmax(0,1fr)_auto]">
        <span className="flex items-center gap-2.5">
          {choice}
          <Led tone={busy ? 'run' : MACHINE_TONE[state]} className="mx-1" />
        </span>
        <div className="min-w-0">
          <Link
            href={paths.machine({ machineId: machine.id })}
            className="block truncate font-semibold hover:underline"
            title={machine.address === undefined ? machine.name : `${machine.loginUser}@${machine.address}`}
          >
            {machine.name}
          </Link>
          <p className="facts truncate text-2xs text-faint">{machine.address ?? t.noAddress}</p>
        </div>
        <div className="min-w-0 text-sm text-soft max-sm:col-span-2 max-sm:col-start-2">
          <p className="truncate" title={words.model}>
            {words.model}
          </p>
          <p className="facts truncate text-2xs text-faint">
            {words.memory}
            {machine.os === undefined ? null : ` · ${machine.os.replace(' GNU/Linux', '')}`}
          </p>
        </div>
        <div className="min-w-0 text-sm max-sm:col-span-2 max-sm:col-start-2">
          {busy ? (
            <span className="text-soft">{t.states.checking}</span>
          ) : (
            <span className="flex flex-wrap gap-1.5">
              <Badge tone={BOARD_TONE[stage]}>{t.stages[stage]}</Badge>
              {machine.practice === true ? <PracticeBadge /> : null}
            </span>
          )}
          <p className="truncate text-2xs text-faint">
            {machine.cluster === undefined ? t.noCluster : t.inCluster(t[machine.cluster.role], machine.cluster.name)}
          </p>
        </div>
        <div className="flex items-center justify-end gap-2 max-sm:col-start-3 max-sm:row-start-1">
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
      {tells ? (
        <p className="px-3.5 pb-2 pl-12 text-sm text-soft">
          {first.sentence}
          {rest.length === 0 ? null : <span className="text-faint"> {t.more(rest.length)}</span>}
          {first.wayOut === undefined ? null : <span className="block text-faint">{first.wayOut}</span>}
        </p>
      ) : null}
      {state === 'trust' || state === 'changed' ? (
        <div className="px-3.5 pb-3">
          <HostKeyCard machine={machine} />
        </div>
      ) : null}
      {state === 'asks' ? (
        <div className="px-3.5 pb-3">
          <FirstBootQuestionCard machine={machine} />
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
