import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ListedRelease } from '@/lib/contracts/artifacts'
import type { ListedMachine } from '@/lib/contracts/machines'
import { isFree, isUsable, machineState } from '@/lib/shared/machine-state'

export type DraftRole = 'server' | 'agent'

/** What a cluster of one's own machines asks for, as chosen so far. */
export interface BoardsDraft {
  /** Chosen machines in the order of choosing, by id. */
  readonly machines: readonly { readonly machineId: string; readonly role: DraftRole }[]
  /** Undefined: the recommended one. */
  readonly k3sVersion: string | undefined
  readonly apps: readonly string[]
  readonly allowCgroupV1: boolean
  /** k3s's ingress controller. */
  readonly traefik: boolean
  readonly nativeSnapshotter: boolean
  /** Empty: k3s's own. */
  readonly clusterCidr: string
  readonly serviceCidr: string
}

export type ChangeBoards = (by: (now: BoardsDraft) => BoardsDraft) => void

/** What there is to choose from. */
export interface BoardsChoices {
  readonly machines: readonly ListedMachine[]
  /** Undefined while they are still being asked for. */
  readonly releases: readonly ListedRelease[] | undefined
  readonly apps: readonly CatalogueApp[]
}

export type BoardsProblem =
  | { readonly step: 'machines'; readonly kind: 'no-machine' | 'no-server' }
  | { readonly step: 'machines'; readonly kind: 'not-ready' | 'not-looked-at'; readonly machine: ListedMachine }
  | { readonly step: 'version'; readonly kind: 'no-version' }

export const NO_BOARDS: BoardsDraft = {
  machines: [],
  k3sVersion: undefined,
  apps: [],
  allowCgroupV1: false,
  traefik: false,
  nativeSnapshotter: false,
  clusterCidr: '',
  serviceCidr: '',
}

/** Adds or removes a machine. The first one becomes the server; when the server leaves, the next one takes its place. */
export function chooseMachine(draft: BoardsDraft, machineId: string, chosen: boolean): BoardsDraft {
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
export const makeServer = (draft: BoardsDraft, machineId: string): BoardsDraft => ({
  ...draft,
  machines: draft.machines.map((one) => ({ ...one, role: one.machineId === machineId ? 'server' : 'agent' })),
})

export const chosenRelease = (
  draft: BoardsDraft,
  releases: readonly ListedRelease[] | undefined,
): ListedRelease | undefined =>
  releases?.find((release) =>
    draft.k3sVersion === undefined ? release.recommended : release.version === draft.k3sVersion,
  ) ?? releases?.find((release) => release.recommended)

/**
 * Forgets choices that are not there any more: a machine that was removed or taken, an app, a version. Releases that are
 * not known yet forget nothing.
 */
export function freshen(draft: BoardsDraft, choices: BoardsChoices): BoardsDraft {
  const gone = draft.machines.filter(({ machineId }) => {
    const machine = choices.machines.find((one) => one.id === machineId)
    return machine === undefined || !isFree(machine)
  })
  const kept = gone.reduce((rest, { machineId }) => chooseMachine(rest, machineId, false), draft)
  return {
    ...kept,
    apps: kept.apps.filter((id) => choices.apps.some((app) => app.id === id)),
    k3sVersion:
      choices.releases?.some((release) => release.version === kept.k3sVersion) === false ? undefined : kept.k3sVersion,
  }
}

/** Everything but its name that is still missing, in the order of the steps. */
export function boardsProblems(draft: BoardsDraft, choices: BoardsChoices): readonly BoardsProblem[] {
  const problems: BoardsProblem[] = []
  if (draft.machines.length === 0) problems.push({ step: 'machines', kind: 'no-machine' })
  else if (!draft.machines.some((one) => one.role === 'server')) problems.push({ step: 'machines', kind: 'no-server' })
  for (const { machineId } of draft.machines) {
    const machine = choices.machines.find((one) => one.id === machineId)
    if (machine === undefined || isUsable(machine)) continue
    const kind = machineState(machine) === 'unknown' ? 'not-looked-at' : 'not-ready'
    problems.push({ step: 'machines', kind, machine })
  }
  // Not a problem yet while it is still being asked for.
  if (choices.releases !== undefined && chosenRelease(draft, choices.releases) === undefined) {
    problems.push({ step: 'version', kind: 'no-version' })
  }
  return problems
}

/** What of the draft a cluster asks for besides its machines: only what is not as k3s has it. */
export const oddSettings = ({ nativeSnapshotter, clusterCidr, serviceCidr }: BoardsDraft) => ({
  ...(nativeSnapshotter ? { nativeSnapshotter } : {}),
  ...(clusterCidr.trim() === '' ? {} : { clusterCidr: clusterCidr.trim() }),
  ...(serviceCidr.trim() === '' ? {} : { serviceCidr: serviceCidr.trim() }),
})

/** A draft that was stored as JSON, or undefined when it is none. */
export function readBoardsDraft(kept: unknown): BoardsDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  // Earlier versions kept no word of the ingress, of layers and of networks.
  const {
    machines,
    k3sVersion,
    apps,
    allowCgroupV1,
    traefik = false,
    nativeSnapshotter = false,
    clusterCidr = '',
    serviceCidr = '',
  } = kept as Readonly<Record<string, unknown>>
  return isChosenMachines(machines) &&
    (k3sVersion === undefined || typeof k3sVersion === 'string') &&
    Array.isArray(apps) &&
    apps.every((app) => typeof app === 'string') &&
    typeof allowCgroupV1 === 'boolean' &&
    typeof traefik === 'boolean' &&
    typeof nativeSnapshotter === 'boolean' &&
    typeof clusterCidr === 'string' &&
    typeof serviceCidr === 'string'
    ? { machines, k3sVersion, apps, allowCgroupV1, traefik, nativeSnapshotter, clusterCidr, serviceCidr }
    : undefined
}

const isChosenMachines = (value: unknown): value is BoardsDraft['machines'] =>
  Array.isArray(value) &&
  value.every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'machineId' in one &&
      typeof one.machineId === 'string' &&
      'role' in one &&
      (one.role === 'server' || one.role === 'agent'),
  )
