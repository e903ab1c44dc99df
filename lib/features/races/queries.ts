import type { ListedRace, RaceData } from '@/lib/contracts/races'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { RunStatus } from '@/lib/engine/decide'
import { assertMay } from '@/lib/features/policy'
import { readRun } from '@/lib/features/runs/queries'
import { isPractice } from '@/lib/providers/find-definition'
import { visibleRaces } from './visible-races'

const LISTED_AT_MOST = 50

const CLUSTER = { id: true, name: true, provider: true } as const satisfies Prisma.ClusterSelect
const SIDES = { left: { select: CLUSTER }, right: { select: CLUSTER } } as const satisfies Prisma.RaceSelect
type Side = Prisma.ClusterGetPayload<{ select: typeof CLUSTER }>

/** The latest races that an actor may see, newest first. */
export async function listRaces(actor: Actor): Promise<readonly ListedRace[]> {
  assertMay(actor, 'races.read')
  const rows = await db().race.findMany({
    where: visibleRaces(actor),
    select: { id: true, name: true, createdAt: true, ...SIDES },
    orderBy: { createdAt: 'desc' },
    take: LISTED_AT_MOST,
  })
  const runs = await creations(rows.flatMap(({ left, right }) => [left.id, right.id]))
  const side = ({ id, name, provider }: Side) => ({
    ...{ name, provider, practice: isPractice(provider) },
    // Written by this program only, from the engine's runStatus.
    status: (runs.get(id)?.status ?? 'undone') as RunStatus,
  })
  return rows.map(({ id, name, createdAt, left, right }) => ({
    ...{ id, name, startedAt: createdAt.getTime() },
    left: side(left),
    right: side(right),
  }))
}

/** Everything that a race's page begins with. Throws `not-found`. */
export async function readRace(actor: Actor, raceId: string): Promise<RaceData> {
  assertMay(actor, 'races.read')
  const race = await db().race.findFirst({
    where: { id: raceId, AND: visibleRaces(actor) },
    select: {
      ...{ id: true, name: true, createdAt: true, leftImagingMinutes: true, rightImagingMinutes: true },
      ...SIDES,
    },
  })
  if (race === null) throw notFound('race')
  const runs = await creations([race.left.id, race.right.id])
  const side = async ({ id: clusterId, name, provider }: Side) => {
    const run = await readRun(actor, runs.get(clusterId)?.id ?? '')
    return { clusterId, name, provider, practice: isPractice(provider), run }
  }
  const [left, right] = await Promise.all([side(race.left), side(race.right)])
  return {
    id: race.id,
    name: race.name,
    startedAt: race.createdAt.getTime(),
    imagingMinutes: { left: race.leftImagingMinutes, right: race.rightImagingMinutes },
    left,
    right,
    now: Date.now(),
  }
}

/** The name of a race alone, for its page's title. Throws `not-found`. */
export async function raceName(actor: Actor, raceId: string): Promise<string> {
  assertMay(actor, 'races.read')
  const race = await db().race.findFirst({
    where: { id: raceId, AND: visibleRaces(actor) },
    select: { name: true },
  })
  if (race === null) throw notFound('race')
  return race.name
}

/** The first run of each cluster: the one that made it. */
async function creations(
  clusterIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly status: string }>> {
  const rows = await db().run.findMany({
    where: { subjectType: 'cluster', subjectId: { in: [...clusterIds] }, number: 1 },
    select: { id: true, status: true, subjectId: true },
  })
  return new Map(rows.map(({ subjectId, ...run }) => [subjectId, run]))
}
