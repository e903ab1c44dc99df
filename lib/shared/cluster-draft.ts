import type { CatalogueApp } from './app-data'
import type { ListedMachine } from './machine-data'
import { isUsable, machineState } from './machine-state'
import { isPracticeDraft, type PracticeDraft, USUAL_PRACTICE } from './practice/practice-draft'
import type { ListedRelease } from './release-data'

export type DraftRole = 'server' | 'agent'
export type DraftProvider = 'boards' | 'practice'
/** The steps to a cluster, by where it shall live. */
export const DRAFT_STEPS = {
  boards: ['where', 'machines', 'version', 'review'],
  practice: ['where', 'size', 'review'],
} as const satisfies Record<DraftProvider, readonly string[]>
export type DraftStep = (typeof DRAFT_STEPS)[DraftProvider][number]

/** A cluster that somebody is about to create. Survives a reload in the browser's own storage. */
export interface ClusterDraft {
  readonly step: DraftStep
  readonly name: string
  readonly provider: DraftProvider
  readonly practice: PracticeDraft
  /** Chosen machines in the order of choosing, by id. */
  readonly machines: readonly { readonly machineId: string; readonly role: DraftRole }[]
  /** Undefined: the recommended one. */
  readonly k3sVersion: string | undefined
  readonly apps: readonly string[]
  readonly allowCgroupV1: boolean
}

/** What the panel has to choose from. */
export interface DraftChoices {
  readonly machines: readonly ListedMachine[]
  readonly releases: readonly ListedRelease[]
  readonly apps: readonly CatalogueApp[]
  readonly takenNames: readonly string[]
}

/** What keeps a draft from being created, with the step where it is mended. */
export type DraftProblem =
  | { readonly step: 'machines'; readonly kind: 'no-machine' | 'no-server' }
  | { readonly step: 'machines'; readonly kind: 'not-ready' | 'not-looked-at'; readonly machine: ListedMachine }
  | { readonly step: 'version'; readonly kind: 'no-version' }
  | { readonly step: 'version' | 'size'; readonly kind: 'name-empty' | 'name-wrong' | 'name-taken' }

/** As in lib/features/clusters/cluster-definition.ts, which judges again on the server. */
const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/
const MAX_NAME_LENGTH = 40

const FIRST = ['brave', 'bright', 'calm', 'hard', 'honey', 'little', 'lucky', 'quick', 'quiet', 'sunny', 'tidy', 'warm']
const SECOND = [
  'basket',
  'bench',
  'box',
  'carton',
  'chest',
  'crate',
  'desk',
  'drawer',
  'hive',
  'pantry',
  'shelf',
  'tin',
]

/** A name that is free, e.g. `hard-crate`. `pick` is a number from 0 up to 1. */
export function suggestName(taken: readonly string[], pick: () => number = Math.random): string {
  const word = (words: readonly string[]) => words[Math.floor(pick() * words.length)] ?? 'my'
  for (let tries = 0; tries < 50; tries += 1) {
    const name = `${word(FIRST)}-${word(SECOND)}`
    if (!taken.includes(name)) return name
  }
  return `crate-${taken.length + 1}`
}

export const emptyDraft = (name: string, provider: DraftProvider): ClusterDraft => ({
  step: 'where',
  name,
  provider,
  practice: USUAL_PRACTICE,
  machines: [],
  k3sVersion: undefined,
  apps: [],
  allowCgroupV1: false,
})

/** Adds or removes a machine. The first one becomes the server; when the server leaves, the next one takes its place. */
export function chooseMachine(draft: ClusterDraft, machineId: string, chosen: boolean): ClusterDraft {
  const others = draft.machines.filter((one) => one.machineId !== machineId)
  if (chosen) {
    const role = others.some((one) => one.role === 'server') ? 'agent' : 'server'
    return { ...draft, machines: [...others, { machineId, role }] }
  }
  const hasServer = others.some((one) => one.role === 'server')
  return {
    ...draft,
    machines: hasServer ? others : others.map((one, place) => (place === 0 ? { ...one, role: 'server' } : one)),
  }
}

/** Makes one machine the server and the others agents. */
export const makeServer = (draft: ClusterDraft, machineId: string): ClusterDraft => ({
  ...draft,
  machines: draft.machines.map((one) => ({ ...one, role: one.machineId === machineId ? 'server' : 'agent' })),
})

export const chosenRelease = (draft: ClusterDraft, releases: readonly ListedRelease[]): ListedRelease | undefined =>
  releases.find((release) =>
    draft.k3sVersion === undefined ? release.recommended : release.version === draft.k3sVersion,
  ) ?? releases.find((release) => release.recommended)

/**
 * Forgets choices that are not there any more: a machine that was removed or taken, an app, a version. Releases that are
 * not known yet forget nothing.
 */
export function freshen(
  draft: ClusterDraft,
  choices: Pick<DraftChoices, 'machines' | 'apps'> & { readonly releases: DraftChoices['releases'] | undefined },
): ClusterDraft {
  const gone = draft.machines.filter(({ machineId }) => {
    const machine = choices.machines.find((one) => one.id === machineId)
    return machine === undefined || machineState(machine) === 'taken'
  })
  const kept = gone.reduce((rest, { machineId }) => chooseMachine(rest, machineId, false), draft)
  const there = (ids: readonly string[]) => ids.filter((id) => choices.apps.some((app) => app.id === id))
  return {
    ...kept,
    apps: there(kept.apps),
    practice: { ...kept.practice, apps: there(kept.practice.apps) },
    k3sVersion:
      choices.releases?.some((release) => release.version === kept.k3sVersion) === false ? undefined : kept.k3sVersion,
  }
}

/** What is wrong with a name; undefined when nothing is. */
export function nameProblem(
  name: string,
  takenNames: readonly string[],
): 'name-empty' | 'name-wrong' | 'name-taken' | undefined {
  if (name.trim() === '') return 'name-empty'
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) return 'name-wrong'
  return takenNames.includes(name) ? 'name-taken' : undefined
}

/** Everything that is still missing, in the order of the steps. Empty: it can be created. */
export function draftProblems(draft: ClusterDraft, choices: DraftChoices): readonly DraftProblem[] {
  const wrongName = nameProblem(draft.name, choices.takenNames)
  if (draft.provider === 'practice') return wrongName === undefined ? [] : [{ step: 'size', kind: wrongName }]
  const problems: DraftProblem[] = []
  if (draft.machines.length === 0) problems.push({ step: 'machines', kind: 'no-machine' })
  else if (!draft.machines.some((one) => one.role === 'server')) problems.push({ step: 'machines', kind: 'no-server' })
  for (const { machineId } of draft.machines) {
    const machine = choices.machines.find((one) => one.id === machineId)
    if (machine === undefined || isUsable(machine)) continue
    const kind = machineState(machine) === 'unknown' ? 'not-looked-at' : 'not-ready'
    problems.push({ step: 'machines', kind, machine })
  }
  if (wrongName !== undefined) problems.push({ step: 'version', kind: wrongName })
  if (chosenRelease(draft, choices.releases) === undefined) problems.push({ step: 'version', kind: 'no-version' })
  return problems
}

/** A draft that was stored as text, or undefined when it is none (another version of the panel wrote it). */
export function readDraft(text: string | null): ClusterDraft | undefined {
  if (text === null) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isDraft(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isDraft(value: unknown): value is ClusterDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Readonly<Record<string, unknown>>
  const { machines, apps, provider } = draft
  return (
    (provider === 'boards' || provider === 'practice') &&
    DRAFT_STEPS[provider].some((step) => step === draft['step']) &&
    isPracticeDraft(draft['practice']) &&
    typeof draft['name'] === 'string' &&
    typeof draft['allowCgroupV1'] === 'boolean' &&
    (draft['k3sVersion'] === undefined || typeof draft['k3sVersion'] === 'string') &&
    Array.isArray(apps) &&
    apps.every((app) => typeof app === 'string') &&
    Array.isArray(machines) &&
    machines.every(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        'machineId' in one &&
        typeof one.machineId === 'string' &&
        'role' in one &&
        (one.role === 'server' || one.role === 'agent'),
    )
  )
}
