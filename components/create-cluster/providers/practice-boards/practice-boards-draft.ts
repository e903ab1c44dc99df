import type { ListedMachine } from '@/lib/contracts/machines'
import type { PracticeBoardsRequestInput } from '@/lib/providers/practice-boards/definition'
import { isFree, isUsable, machineState } from '@/lib/shared/machine-state'

/** What a cluster of practice boards asks for, as chosen so far: the first board is the server. */
export interface PracticeBoardsDraft {
  readonly machineIds: readonly string[]
  readonly apps: readonly string[]
}

export type ChangePracticeBoards = (by: (now: PracticeBoardsDraft) => PracticeBoardsDraft) => void

export type PracticeBoardsProblem =
  | { readonly kind: 'no-board' }
  | { readonly kind: 'not-looked-at' | 'not-ready'; readonly name: string }

export const NO_PRACTICE_BOARDS: PracticeBoardsDraft = { machineIds: [], apps: ['go-echo'] }

/** Those that a new cluster may have, once they have started. */
export const freePracticeBoards = (machines: readonly ListedMachine[]): readonly ListedMachine[] =>
  machines.filter((machine) => machine.practice === true && isFree(machine))

export function practiceBoardsProblems(
  { machineIds }: PracticeBoardsDraft,
  free: readonly ListedMachine[],
): readonly PracticeBoardsProblem[] {
  if (machineIds.length === 0) return [{ kind: 'no-board' }]
  return machineIds.flatMap((id): readonly PracticeBoardsProblem[] => {
    const machine = free.find((one) => one.id === id)
    if (machine === undefined || isUsable(machine)) return []
    return [{ kind: machineState(machine) === 'unknown' ? 'not-looked-at' : 'not-ready', name: machine.name }]
  })
}

export const practiceBoardsRequest = (
  name: string,
  { machineIds, apps }: PracticeBoardsDraft,
): PracticeBoardsRequestInput => ({
  ...{ provider: 'practice-boards', name, apps: [...apps] },
  machines: machineIds.map((machineId, at) => ({ machineId, role: at === 0 ? 'server' : 'agent' })),
})

/** A draft that was stored as JSON, or undefined when it is none of this version. */
export function readPracticeBoardsDraft(kept: unknown): PracticeBoardsDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const { machineIds, apps } = kept as Readonly<Record<string, unknown>>
  return isTexts(machineIds) && isTexts(apps) ? { machineIds, apps } : undefined
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
