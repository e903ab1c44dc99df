import { z } from 'zod'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'
import { RunData, RunStatus } from './runs'

const ListedSide = z
  .object({
    /** Of the cluster. */
    name: z.string(),
    provider: z.string(),
    /** Simulated: to be said wherever it is shown. */
    practice: z.boolean(),
    /** Of the run that makes it. */
    status: RunStatus,
  })
  .meta({ id: 'ListedRaceSide' })

/** A race as lists show it. */
export const ListedRace = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The click that began both sides. */
    startedAt: Time,
    left: ListedSide,
    right: ListedSide,
  })
  .meta({ id: 'ListedRace' })
export type ListedRace = z.infer<typeof ListedRace>

const Minutes = z
  .number('Give minutes as a number.')
  .min(0, 'Give 0 or more.')
  .max(100_000, 'Give 100000 at most.')
  .nullable()

/** Minutes that imaging cards took before the race, as a person measured it. Null: they have not said. */
export const ImagingMinutes = z.object({ left: Minutes, right: Minutes })
export type ImagingMinutes = z.infer<typeof ImagingMinutes>

const RaceSide = z
  .object({
    clusterId: z.string(),
    /** Of the cluster. */
    name: z.string(),
    provider: z.string(),
    practice: z.boolean(),
    /** The run that makes the cluster: its clock, its steps and its log. */
    run: RunData,
  })
  .meta({ id: 'RaceSide' })
export type RaceSide = z.infer<typeof RaceSide>

/** Everything that a race's page begins with; the streams of its two runs go on from here. */
export const RaceData = z
  .object({
    id: z.string(),
    name: z.string(),
    startedAt: Time,
    imagingMinutes: ImagingMinutes,
    left: RaceSide,
    right: RaceSide,
    /** The panel's clock when this was read. */
    now: Time,
  })
  .meta({ id: 'Race' })
export type RaceData = z.infer<typeof RaceData>

export const RaceRequest = z
  .object({
    name: z.string().trim().min(1, 'Give the race a name.').max(60, 'At most 60 characters.'),
    left: ClusterRequest,
    right: ClusterRequest,
  })
  .refine(({ left, right }) => left.name !== right.name, {
    path: ['right', 'name'],
    message: 'The two clusters need different names.',
  })
export type RaceRequest = z.infer<typeof RaceRequest>

const params = z.object({ raceId: Id })

export const raceEndpoints = {
  'GET /api/races': {
    summary: 'The latest races, newest first.',
    action: 'races.read',
    answer: z.object({ races: list(ListedRace) }),
  },
  'POST /api/races': {
    summary: 'Begins to make two clusters at the same moment: both, or neither.',
    action: 'races.create',
    body: RaceRequest,
    answer: z.object({ raceId: z.string() }),
  },
  'GET /api/races/[raceId]': {
    summary: 'Everything that a race’s page begins with.',
    action: 'races.read',
    params,
    answer: RaceData,
  },
  'PATCH /api/races/[raceId]': {
    summary: 'Keeps how long imaging cards took before the race.',
    action: 'races.change',
    params,
    body: z.object({ imagingMinutes: ImagingMinutes }),
    answer: z.object({ imagingMinutes: ImagingMinutes }),
  },
} as const satisfies Contract
