import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

/** What Raspberry Pi Imager reads (its repository format, `os_list` and `imager` only). */
export const ImagerList = z.object({
  imager: z.object({
    devices: list(
      z.object({
        name: z.string(),
        description: z.string(),
        tags: list(z.string()),
        matching_type: z.literal('exclusive'),
      }),
    ),
  }),
  os_list: list(
    z.object({
      name: z.string(),
      description: z.string(),
      icon: z.string(),
      url: z.string(),
      extract_size: z.number(),
      extract_sha256: z.string(),
      image_download_size: z.number(),
      image_download_sha256: z.string(),
      release_date: z.string(),
      /** Customisation off: it is all in the image. */
      init_format: z.literal('none'),
      devices: list(z.string()),
    }),
  ),
})
export type ImagerList = z.infer<typeof ImagerList>

const ListedLink = z.object({ id: z.string(), createdAt: Time, expiresAt: Time, lastUsedAt: Time.optional() })
export type ListedLink = z.infer<typeof ListedLink>

/** Told once: only a hash of it is kept. */
const NewLink = ListedLink.extend({
  /** Where Imager finds the list. */
  listUrl: z.string(),
  /** `rpi-imager://open?repo=…` */
  imagerUrl: z.string(),
  /** By card: its image without a session, and the same for balenaEtcher. */
  images: list(z.object({ imageId: z.string(), url: z.string(), etcherUrl: z.string() })),
})
export type NewLink = z.infer<typeof NewLink>

const token = z.string().max(100)

export const cardLinkEndpoints = {
  'GET /api/cards/links': {
    summary: 'Addresses at which the person’s finished cards can be had without a session.',
    action: 'cards.read',
    answer: z.object({ links: list(ListedLink) }),
  },
  'POST /api/cards/links': {
    summary: 'Makes such an address, for programs that write cards. It is told once, and ends by itself.',
    action: 'cards.manage',
    answer: z.object({ link: NewLink }),
  },
  'DELETE /api/cards/links/[linkId]': {
    summary: 'Ends such an address at once.',
    action: 'cards.manage',
    params: z.object({ linkId: Id }),
    answer: 'nothing',
  },
  'GET /api/card-links/[token]/os_list.json': {
    summary: 'The finished cards of who made the address, as Raspberry Pi Imager reads them.',
    action: 'public',
    params: z.object({ token }),
    answer: ImagerList,
  },
  'GET /api/card-links/[token]/[imageId]/[file]': {
    summary: 'The image of a card, compressed, or its block map. Takes ranges.',
    action: 'public',
    params: z.object({ token, imageId: Id, file: z.string().max(100) }),
    answer: { media: 'application/octet-stream' },
    statuses: [200, 206],
  },
} as const satisfies Contract
