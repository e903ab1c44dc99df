import { z } from 'zod'
import { CardNetworkSettings } from '@/lib/contracts/cards'

/** What the cards of a batch have in common, as it is stored. No secret is in it. */
export const CardSettings = z.object({
  timeZone: z.string(),
  network: CardNetworkSettings,
  wifi: z.object({ ssid: z.string(), country: z.string() }).optional(),
  sshKeyId: z.string(),
  /** Where boards report their first boot. */
  panelUrl: z.string(),
  /** When the batch was asked for: the clocks of its boards begin there. */
  clockMs: z.number(),
})
export type CardSettings = z.infer<typeof CardSettings>

/** Ids of the vault, until the image is built. */
export const CardSecrets = z.object({ hostKey: z.string(), token: z.string(), psk: z.string().optional() })
export type CardSecrets = z.infer<typeof CardSecrets>

/** Ids of all that is sealed for a card. */
export const secretIdsOf = ({ hostKey, token, psk }: CardSecrets): string[] => [
  hostKey,
  token,
  ...(psk === undefined ? [] : [psk]),
]
