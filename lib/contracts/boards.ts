import { z } from 'zod'
import { isScannable } from '@/lib/shared/scan-network'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'
import { ListedMachine } from './machines'

/** Enough for a picture of 1280 pixels; the page makes it so small before it sends it. */
export const MOST_PHOTO_BYTES = 600_000

const PhotoUpload = z.object({
  /** The file in base64: JPEG. */
  base64: z
    .string()
    .min(16)
    .max(Math.ceil(MOST_PHOTO_BYTES / 3) * 4, 'A photo has 600 kB at most. Make it smaller first.')
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'A photo is sent in base64.'),
})

export const MOST_DESK_SIDE = 40
const Side = z
  .number()
  .int()
  .min(0)
  .max(MOST_DESK_SIDE - 1, `A desk has ${MOST_DESK_SIDE} rows and columns at most.`)

/** Where machines lie, as many as were moved. */
export const DeskSpots = z.object({
  spots: z
    .array(z.object({ machineId: z.string().min(1).max(64), row: Side, column: Side }))
    .min(1)
    .max(100),
})
export type DeskSpots = z.infer<typeof DeskSpots>

/** A kind of board that cards can be made for. */
export const BoardProfileFacts = z
  .object({
    id: z.string(),
    name: z.string(),
    architecture: z.string(),
    /** Of the versions that are sold. */
    memoryMiB: list(z.number()),
    /** In watts; null where nobody has measured it in a way that can be cited. */
    idleWatts: z.number().nullable(),
    loadWatts: z.number().nullable(),
    /** Where the figures are from. */
    powerSource: z.string().nullable(),
    /** Whether it is enough for the server of a cluster, and why. */
    fitness: z.string(),
    /** k3s releases of which its cards can carry the package, the newest first. */
    k3sVersions: list(z.string()),
    /** Operating systems that its card can have. */
    systems: list(
      z.object({
        id: z.string(),
        name: z.string(),
        /** What the panel lacks for its cards, in a sentence each; none can be made before that is there. */
        missing: list(z.string()),
        note: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'BoardProfile' })
export type BoardProfileFacts = z.infer<typeof BoardProfileFacts>

const params = z.object({ machineId: Id })
const OneMachine = z.object({ machine: ListedMachine })

export const boardEndpoints = {
  'GET /api/board-profiles': {
    summary: 'The kinds of boards that cards can be made for.',
    action: 'machines.read',
    answer: z.object({ profiles: list(BoardProfileFacts) }),
  },
  'PUT /api/machines/desk': {
    summary: 'Puts machines on spots of the desk. Who lay on one of these spots changes with who comes there.',
    action: 'machines.manage',
    body: DeskSpots,
    answer: z.object({ machines: list(ListedMachine) }),
  },
  'POST /api/machines/scan': {
    summary: 'Looks in a private network for machines that show the host key of one of the person’s machines.',
    action: 'machines.manage',
    body: z.object({
      network: z
        .string()
        .trim()
        .refine(isScannable, 'Write a private network of at most 1024 addresses, like 192.168.1.0/24.'),
    }),
    answer: z.object({
      /** Addresses that were asked. */
      looked: z.number(),
      /** Of them, those where SSH answers. */
      answered: z.number(),
      found: list(z.object({ machineId: z.string(), name: z.string(), address: z.string() })),
    }),
  },
  'POST /api/machines/[machineId]/retire': {
    summary: 'Puts a machine aside: it stays on the list with its history, and no cluster can take it.',
    action: 'machines.manage',
    params,
    answer: OneMachine,
  },
  'POST /api/machines/[machineId]/bring-back': {
    summary: 'Takes a retired machine back into use.',
    action: 'machines.manage',
    params,
    answer: OneMachine,
  },
  'POST /api/machines/[machineId]/first-boot': {
    summary: 'Says whether a board whose first boot did not fit is the right one.',
    action: 'machines.manage',
    params,
    body: z.object({ accept: z.boolean() }),
    answer: OneMachine,
  },
  'GET /api/machines/[machineId]/photo': {
    summary: 'The photo of a machine.',
    action: 'machines.read',
    params,
    query: z.object({ at: Time.optional().catch(undefined) }),
    answer: { media: 'image/jpeg' },
  },
  'PUT /api/machines/[machineId]/photo': {
    summary: 'Keeps a photo with a machine, without what the camera wrote about place and time.',
    action: 'machines.manage',
    params,
    body: PhotoUpload,
    answer: OneMachine,
  },
  'DELETE /api/machines/[machineId]/photo': {
    summary: 'Removes the photo.',
    action: 'machines.manage',
    params,
    answer: OneMachine,
  },
} as const satisfies Contract
