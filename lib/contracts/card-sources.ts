import { z } from 'zod'
import { SourceFacts, SourceVerdict } from '@/lib/ports/card-sources'
import { hasNoPassword } from '@/lib/shared/has-no-password'
import type { Contract } from './endpoint'
import { list, Time } from './field'

const Slot = z.string().min(1).max(200)
const Sha256 = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'A sha256 has 64 digits of 0 to 9 and a to f.')

/** A file that cards are made from: what it is, and what is here of it. */
export const CardSource = z
  .object({
    slot: z.string(),
    what: z.enum(['system', 'image', 'boot-loader']),
    /** E.g. `Arch Linux ARM`. */
    title: z.string(),
    /** As its makers call it; undefined where each release is called otherwise. */
    file: z.string().optional(),
    /** Where a person finds it. */
    home: z.string(),
    /** Kinds of boards whose cards are made from it. */
    boards: list(z.string()),
    /** In words, where it is found. */
    where: z.string().optional(),
    ways: list(z.enum(['upload', 'fetch', 'make'])),
    /** Its makers sign it: it is taken with their signature only. */
    signed: z.boolean(),
    /** Where its makers publish it, if that is one address. */
    address: z.string().optional(),
    kept: z
      .object({
        fileName: z.string(),
        bytes: z.number(),
        sha256: z.string(),
        addedAt: Time,
        verdict: SourceVerdict,
        /** Whose signature, or from which host: goes with the verdict. */
        checkedBy: z.string(),
        /** What was seen in it. */
        facts: SourceFacts.optional(),
      })
      .optional(),
    /** Cards that are being prepared, or are ready, and were made from such a file. */
    cards: z.number(),
    /** The latest run about it, unless it ended well. Only for those who may bring files. */
    run: z.object({ href: z.string(), state: z.enum(['on-its-way', 'failed']) }).optional(),
  })
  .meta({ id: 'CardSource' })
export type CardSource = z.infer<typeof CardSource>

export const CardSourcesData = z.object({
  sources: list(CardSource),
  /** What all of them take on the panel's disk. */
  bytes: z.number(),
})
export type CardSourcesData = z.infer<typeof CardSourcesData>

export const UploadedSource = z.object({
  slot: Slot,
  /** As the file is called on the person's computer. */
  name: z.string().min(1).max(200),
  /** What its makers say that it has. */
  sha256: Sha256.optional(),
  /** A detached signature, base64url: the file beside it that ends in `.sig`. */
  signature: z
    .string()
    .max(6000, 'This is too large for a signature.')
    .regex(/^[A-Za-z0-9_-]+$/, 'A signature is sent in base64url.')
    .optional(),
})
export type UploadedSource = z.infer<typeof UploadedSource>

export const BringSource = z.object({
  slot: Slot,
  /** `fetch` takes the file from an address, `make` makes it out of packages. */
  way: z.enum(['fetch', 'make']),
  /** Of the file, or of a mirror of packages. Without it, where its makers publish it. */
  address: z
    .url({ protocol: /^https?$/, message: 'Give an address that begins with http:// or https://.' })
    .max(500)
    .refine(hasNoPassword, 'Leave the user name and password out of the address: it stands in the log.')
    .optional(),
  sha256: Sha256.optional(),
})
export type BringSource = z.infer<typeof BringSource>

const Begun = z.object({
  /** The page of the run that brings it. */
  href: z.string(),
  sources: list(CardSource),
  bytes: z.number(),
})

export const cardSourceEndpoints = {
  'GET /api/card-sources': {
    summary: 'Files that cards are made from: systems, images and boot loaders, with what is here of them.',
    action: 'card-sources.read',
    answer: CardSourcesData,
  },
  'POST /api/card-sources': {
    summary: 'Fetches a file that cards are made from, or makes it; a run does it.',
    action: 'card-sources.manage',
    body: BringSource,
    answer: Begun,
  },
  'PUT /api/card-sources/upload': {
    summary:
      'Takes such a file: the body is the file, of any size. A run reads it through before cards are made of it.',
    action: 'card-sources.manage',
    query: UploadedSource,
    body: 'bytes',
    answer: Begun,
  },
  'DELETE /api/card-sources': {
    summary: 'Takes such a file off the panel. Cards that were made from it stay as they are.',
    action: 'card-sources.manage',
    query: z.object({ slot: Slot }),
    answer: CardSourcesData,
  },
} as const satisfies Contract
