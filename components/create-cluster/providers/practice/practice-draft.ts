import type { PracticeRequestInput } from '@/lib/providers/practice/definition'
import {
  MOST_PRACTICE_MACHINES,
  PRACTICE_SPEEDS,
  type PracticeSpeed,
  USUAL_PRACTICE_MACHINES,
  USUAL_SPEED,
} from '@/lib/shared/practice/practice-data'
import { PRACTICE_TROUBLES, type PracticeTrouble } from '@/lib/shared/practice/practice-troubles'

/** What a practice cluster asks for, as chosen so far. */
export interface PracticeDraft {
  readonly machines: number
  readonly speed: PracticeSpeed
  readonly apps: readonly string[]
  /** A machine, by its number from 1, that shall fail on purpose. */
  readonly trouble: { readonly machine: number; readonly trouble: PracticeTrouble } | undefined
}

export type ChangePractice = (by: (now: PracticeDraft) => PracticeDraft) => void

/** What one click gives: three machines with an app to open. */
export const USUAL_PRACTICE: PracticeDraft = {
  machines: USUAL_PRACTICE_MACHINES,
  speed: USUAL_SPEED,
  apps: ['go-echo'],
  trouble: undefined,
}

/** How many machines; a failure on one that is not there any more moves to the last. */
export const withMachines = (draft: PracticeDraft, machines: number): PracticeDraft => ({
  ...draft,
  machines,
  trouble: draft.trouble && { ...draft.trouble, machine: Math.min(draft.trouble.machine, machines) },
})

export function practiceRequest(name: string, { machines, speed, apps, trouble }: PracticeDraft): PracticeRequestInput {
  return {
    provider: 'practice',
    name,
    machines,
    speed,
    apps: [...apps],
    ...(trouble === undefined ? {} : { troubles: [trouble] }),
  }
}

/** As the panel will name the machine with this number, from 1. */
export const practiceMachineName = (clusterName: string, number: number, { trouble }: PracticeDraft): string =>
  trouble?.machine === number ? `${clusterName}-${number}-${trouble.trouble}` : `${clusterName}-${number}`

/** A draft that was stored as JSON, or undefined when it is none of this version. */
export const readPracticeDraft = (kept: unknown): PracticeDraft | undefined =>
  isPracticeDraft(kept) ? kept : undefined

function isPracticeDraft(value: unknown): value is PracticeDraft {
  if (typeof value !== 'object' || value === null) return false
  const { machines, speed, apps, trouble } = value as Readonly<Record<string, unknown>>
  return (
    isMachineNumber(machines, MOST_PRACTICE_MACHINES) &&
    PRACTICE_SPEEDS.some((one) => one === speed) &&
    Array.isArray(apps) &&
    apps.every((app) => typeof app === 'string') &&
    (trouble === undefined || isTrouble(trouble, machines))
  )
}

const isMachineNumber = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most

function isTrouble(value: unknown, machines: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { machine, trouble } = value as Readonly<Record<string, unknown>>
  return isMachineNumber(machine, machines) && PRACTICE_TROUBLES.some((one) => one === trouble)
}
