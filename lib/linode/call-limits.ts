/**
 * Which of Linode's limits a call counts under, and how much of it the panel uses. Source: Linode's page on rate limits
 * of September 2026; VPCs as recorded (`X-RateLimit-Limit: 15`, its window supposed to be a minute). Lists and single
 * calls stay below what Linode allows, since the cloud controllers of the account's clusters count under the same user.
 */
export const CALL_LIMITS = {
  'create-linode': { most: 20, windowMs: 15_000 },
  'create-volume': { most: 100, windowMs: 60_000 },
  'create-vpc': { most: 15, windowMs: 60_000 },
  images: { most: 20, windowMs: 60_000 },
  lists: { most: 150, windowMs: 60_000 },
  single: { most: 600, windowMs: 60_000 },
} as const satisfies Readonly<Record<string, { readonly most: number; readonly windowMs: number }>>

export type CallLimit = keyof typeof CALL_LIMITS
