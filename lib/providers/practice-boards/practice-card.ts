import { z } from 'zod'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import type { CardRequest } from '@/lib/ports/card-request'
import { seal, unseal } from '@/lib/vault/seal'

/** What a simulated card holds of what a real one has on it: what its board says when it starts. */
export const PracticeCard = z.object({
  imageId: z.string(),
  hostname: z.string(),
  /** One-time; a secret. */
  token: z.string(),
  /** `ssh-ed25519 …`, as pinned. */
  hostKey: z.string(),
})
export type PracticeCard = z.infer<typeof PracticeCard>

export const cardOf = (imageId: string, { hostname, phoneHome, hostKey }: CardRequest): PracticeCard => ({
  imageId,
  hostname,
  token: phoneHome.token,
  hostKey: hostKey.publicKey.split(' ').slice(0, 2).join(' '),
})

const boundTo = (machineId: string): string => `practice/board/${machineId}`

/** The key under which all of practice is sealed. */
export const practiceKey = (): Buffer => derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')

export const sealCard = (machineId: string, card: PracticeCard): string =>
  seal(practiceKey(), JSON.stringify(card), boundTo(machineId))

/** @throws AppError `image-broken` for what does not open: the panel has another key now */
export function openCard(machineId: string, sealed: string): PracticeCard {
  const plain = unseal(practiceKey(), sealed, boundTo(machineId))
  if (plain !== undefined) return PracticeCard.parse(JSON.parse(plain))
  throw new AppError('image-broken', {
    userMessage: 'The card of this practice board does not open with the panel’s key. Prepare it anew.',
  })
}
