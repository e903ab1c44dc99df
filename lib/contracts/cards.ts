import { z } from 'zod'
import { K3sVersion } from '@/lib/providers/cluster-definition'
import { isIpv4, isNetworkAddress } from '@/lib/shared/ipv4'
import { PracticeBoardPhase } from '@/lib/shared/practice/board-phase'
import { BoardProfileId, CardStatus } from './board-fields'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'
import { MachineName } from './machines'

/** Cards of one batch: a box of boards. */
export const MAX_CARDS = 24

const Ipv4 = z.string().trim().refine(isIpv4, 'Write an IPv4 address, like 192.168.1.1.')

export const CardNetworkSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dhcp') }),
  z.object({
    kind: z.literal('static'),
    /** Of the first board; each next one has the next. */
    first: z.string().trim().refine(isNetworkAddress, 'Write an address with its network, like 192.168.1.20/24.'),
    gateway: Ipv4,
    nameservers: z.array(Ipv4).min(1, 'Name at least one name server.').max(3),
  }),
])
export type CardNetworkSettings = z.infer<typeof CardNetworkSettings>

export const NewCards = z.object({
  /** Boards that are on the list already, by id. */
  machineIds: z.array(z.string().min(1).max(64)).max(MAX_CARDS).default([]),
  /** Boards to put on the list, by name. */
  newNames: z.array(MachineName).max(MAX_CARDS).default([]),
  profile: BoardProfileId,
  os: z.string().min(1).max(40),
  sshKeyId: z.string().min(1, 'Choose the key to log in with.').max(64),
  network: CardNetworkSettings.default({ kind: 'dhcp' }),
  wifi: z
    .object({
      ssid: z.string().min(1, 'Name the wireless network.').max(32),
      /** Only what is derived of it comes onto a card. */
      passphrase: z.string().regex(/^[\x20-\x7e]{8,63}$/, 'A passphrase has 8 to 63 plain characters.'),
      country: z.string().regex(/^[A-Z]{2}$/, 'A country is written like AT or US.'),
    })
    .optional(),
  timeZone: z.string().min(1).max(60),
  /** A release of which the cards carry the package: their boards need not be sent it when they join a cluster. */
  k3sVersion: K3sVersion.optional(),
})
export type NewCards = z.infer<typeof NewCards>

/** How it goes with a card in the panel's own reader, as it is stored and shown. */
export const CardWriting = z.object({
  /** Model and serial of the drive. */
  drive: z.string(),
  path: z.string(),
  phase: z.enum(['waiting', 'writing', 'verifying']),
  doneBytes: z.number(),
  ofBytes: z.number(),
  /** When the phase began, and when this was so. */
  since: Time,
  at: Time,
  /** Why it was not written, with the place and the drive. */
  failure: z.string().optional(),
})
export type CardWriting = z.infer<typeof CardWriting>

export const ListedCard = z
  .object({
    id: z.string(),
    machine: z.object({ id: z.string(), name: z.string() }),
    /** Where clusters of its board come from: the id of a provider. */
    provider: z.string(),
    /** Of a simulated board: where it is on its way, and how much faster than real. */
    practice: z.object({ phase: PracticeBoardPhase, speed: z.number() }).optional(),
    profile: z.string(),
    profileName: z.string(),
    systemName: z.string(),
    status: CardStatus,
    /** Why it could not be prepared. */
    failure: z.string().optional(),
    /** As it is downloaded. */
    file: z.object({ name: z.string(), bytes: z.number(), sha256: z.string(), bmapName: z.string() }).optional(),
    /** On the card. */
    bytes: z.number().optional(),
    address: z.string().optional(),
    /** A person must say whether it is the right board. */
    asks: z.boolean(),
    readyAt: Time.optional(),
    deliveredAt: Time.optional(),
    /** While the panel writes it, and when it could not. */
    writing: CardWriting.extend({ runHref: z.string().optional() }).optional(),
    bootedAt: Time.optional(),
    expiresAt: Time,
  })
  .meta({ id: 'Card' })
export type ListedCard = z.infer<typeof ListedCard>

export const ListedBatch = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: Time,
    timeZone: z.string(),
    network: z.string(),
    wifi: z.string().optional(),
    /** The page of the run that prepares them. */
    runHref: z.string().optional(),
    cards: list(ListedCard),
  })
  .meta({ id: 'CardBatch' })
export type ListedBatch = z.infer<typeof ListedBatch>

/** A drive that a card may be in, as somebody confirms it. */
export const DriveToWrite = z.object({
  path: z.string().regex(/^\/dev\/[a-z0-9]{1,40}$/, 'Choose a drive from the list.'),
  bytes: z.number().int().positive(),
  confirmation: z.string().trim().min(1, 'Type the model and serial of the drive.').max(250),
})
export type DriveToWrite = z.infer<typeof DriveToWrite>

const ListedDrive = z.object({
  path: z.string(),
  bytes: z.number(),
  /** What is typed to confirm it: model and serial. */
  confirmation: z.string(),
  /** Why it is not written to; empty when it may be. */
  reasons: list(z.string()),
})
export type ListedDrive = z.infer<typeof ListedDrive>

const params = z.object({ batchId: Id })
const OneBatch = z.object({ batch: ListedBatch })

export const cardEndpoints = {
  'GET /api/cards': {
    summary: 'The person’s batches of cards, the newest first.',
    action: 'cards.read',
    answer: z.object({ batches: list(ListedBatch) }),
  },
  'POST /api/cards': {
    summary: 'Prepares a card for each of some boards, and puts new ones on the list.',
    action: 'cards.manage',
    body: NewCards,
    answer: OneBatch,
  },
  'GET /api/cards/[batchId]': {
    summary: 'One batch.',
    action: 'cards.read',
    params,
    answer: OneBatch,
  },
  'DELETE /api/cards/[batchId]': {
    summary: 'Removes a batch with its images. Cards that no board has started from cannot register one any more.',
    action: 'cards.manage',
    params,
    answer: 'nothing',
  },
  'GET /api/cards/images/[imageId]/drives': {
    summary: 'The drives of the panel’s own machine that this card could be written to, and why others are not.',
    action: 'cards.write',
    params: z.object({ imageId: Id }),
    answer: z.object({ drives: list(ListedDrive) }),
  },
  'POST /api/cards/images/[imageId]/write': {
    summary: 'Writes this card in the panel’s own reader, and reads it back. All that is on the drive is lost.',
    action: 'cards.write',
    params: z.object({ imageId: Id }),
    body: DriveToWrite,
    answer: z.object({ runHref: z.string() }),
  },
  'DELETE /api/cards/images/[imageId]/write': {
    summary: 'Stops writing this card. It starts no board then.',
    action: 'cards.manage',
    params: z.object({ imageId: Id }),
    answer: 'nothing',
  },
  'GET /api/cards/images/[imageId]/[file]': {
    summary: 'The image of a card, compressed, or its block map. Takes ranges.',
    action: 'cards.read',
    params: z.object({ imageId: Id, file: z.string().max(100) }),
    answer: { media: 'application/octet-stream' },
    statuses: [200, 206],
  },
} as const satisfies Contract
