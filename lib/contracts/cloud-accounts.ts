import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

const AccountName = z
  .string()
  .trim()
  .min(1, 'Give the account a name.')
  .max(60, 'A name has at most 60 characters.')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u, 'Use letters, digits, spaces and . _ @ - in the name.')

/** It becomes a part of a header, so it is one word of visible ASCII. */
const Token = z
  .string()
  .trim()
  .min(8, 'Paste the whole token.')
  .max(512, 'This text is too long for a token.')
  .regex(/^[\x21-\x7e]+$/, 'A token is one word of letters and digits.')

export const NewCloudAccount = z.object({ name: AccountName, token: Token })
export type NewCloudAccount = z.infer<typeof NewCloudAccount>

export const RenameCloudAccount = z.object({ name: AccountName })
export type RenameCloudAccount = z.infer<typeof RenameCloudAccount>

export const ChangeCloudToken = z.object({ token: Token })
export type ChangeCloudToken = z.infer<typeof ChangeCloudToken>

/** An account at a cloud, as its owner sees it. The token is never shown. */
export const ListedCloudAccount = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Who pays is known there by this name. */
    username: z.string(),
    /** What the token may not do though clusters need it, a sentence each, at the latest look. */
    missing: list(z.string()),
    checkedAt: Time,
    tokenChangedAt: Time,
    createdAt: Time,
    /** Clusters that it pays for: such an account cannot be deleted. */
    usedBy: list(z.object({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'CloudAccount' })
export type ListedCloudAccount = z.infer<typeof ListedCloudAccount>

const params = z.object({ accountId: Id })
const OneAccount = z.object({ account: ListedCloudAccount })

export const cloudAccountEndpoints = {
  'GET /api/cloud-accounts': {
    summary: 'One’s own accounts at Linode, by name.',
    action: 'cloud-accounts.read',
    answer: z.object({ accounts: list(ListedCloudAccount) }),
  },
  'POST /api/cloud-accounts': {
    summary: 'Asks Linode whether the token may do all that a cluster needs, and keeps the account if so.',
    action: 'cloud-accounts.create',
    body: NewCloudAccount,
    answer: OneAccount,
  },
  'GET /api/cloud-accounts/[accountId]': {
    summary: 'One account.',
    action: 'cloud-accounts.read',
    params,
    answer: OneAccount,
  },
  'PATCH /api/cloud-accounts/[accountId]': {
    summary: 'Gives it another name here.',
    action: 'cloud-accounts.change',
    params,
    body: RenameCloudAccount,
    answer: OneAccount,
  },
  'DELETE /api/cloud-accounts/[accountId]': {
    summary: 'Forgets an account that no cluster uses. Nothing changes at Linode.',
    action: 'cloud-accounts.delete',
    params,
    answer: 'nothing',
  },
  'POST /api/cloud-accounts/[accountId]/check': {
    summary: 'Asks Linode now what the token may do.',
    action: 'cloud-accounts.change',
    params,
    answer: OneAccount,
  },
  'PUT /api/cloud-accounts/[accountId]/token': {
    summary: 'Keeps another token of the same Linode user in place of the old one.',
    action: 'cloud-accounts.change',
    params,
    body: ChangeCloudToken,
    answer: OneAccount,
  },
} as const satisfies Contract
