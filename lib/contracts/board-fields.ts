import { z } from 'zod'
import { isMac } from '@/lib/shared/mac'
import { list, Time } from './field'

/** The name of a file in lib/imaging/profiles; one that is not there any more is shown as it is. */
export const BoardProfileId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Choose a kind of board from the list.')

export const BoardCost = z.object({
  cents: z.number().int().min(0).max(100_000_000, 'That is more than any board costs.'),
  /** ISO 4217, e.g. `EUR`. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is written like EUR or USD.'),
})
export type BoardCost = z.infer<typeof BoardCost>

export const DeskSpot = z.object({ row: z.number().int(), column: z.number().int() })
export type DeskSpot = z.infer<typeof DeskSpot>

/** What a board said at its first boot that does not fit. Nothing connects to it until a person decides. */
export const FirstBootQuestion = z.object({
  at: Time,
  /** A sentence each. */
  reasons: list(z.string()),
  address: z.string().optional(),
  model: z.string(),
  /** SHA256 fingerprint of the key that it showed. */
  fingerprint: z.string(),
})
export type FirstBootQuestion = z.infer<typeof FirstBootQuestion>

export const CardStatus = z.enum(['preparing', 'ready', 'failed', 'removed'])
export type CardStatus = z.infer<typeof CardStatus>

/** The newest card that was made for a board, until the board has started from it. */
export const CardOfBoard = z.object({
  imageId: z.string(),
  batchId: z.string(),
  status: CardStatus,
  /** Somebody took it: downloaded it or wrote a card. */
  deliveredAt: Time.optional(),
})

const Mac = z.string().trim().toLowerCase().refine(isMac, 'A MAC address is written like dc:a6:32:01:02:03.')
const Serial = z.string().trim().max(100)

/** What is said of a board when it is added. */
export const newBoard = {
  profile: BoardProfileId.optional(),
  mac: Mac.optional(),
  serial: Serial.optional(),
  cost: BoardCost.optional(),
}

/** What a person writes about a board. What is left out stays; null takes it away. */
export const boardChange = {
  profile: BoardProfileId.nullable().optional(),
  serial: Serial.nullable().optional(),
  mac: Mac.nullable().optional(),
  notes: z.string().max(4_000, 'Notes have 4000 characters at most.').optional(),
  cost: BoardCost.nullable().optional(),
}

/** What is known of a board beside how it is reached. */
export const boardFields = {
  /** Where its clusters come from: the id of a provider of which machines are picked. */
  provider: z.string().optional(),
  /** It is simulated. */
  practice: z.boolean().optional(),
  profile: z.string().optional(),
  /** What people call that kind of board. */
  profileName: z.string().optional(),
  /** As the machine itself says. */
  model: z.string().optional(),
  serial: z.string().optional(),
  mac: z.string().optional(),
  memoryMiB: z.number().optional(),
  architecture: z.string().optional(),
  os: z.string().optional(),
  notes: z.string().optional(),
  cost: BoardCost.optional(),
  /** On the picture of the desk, from 0; those without one lie behind the others. */
  spot: DeskSpot.optional(),
  photoAt: Time.optional(),
  /** The latest of its first boot and of a visit that reached it. */
  lastSeenAt: Time.optional(),
  retiredAt: Time.optional(),
  question: FirstBootQuestion.optional(),
  card: CardOfBoard.optional(),
}
