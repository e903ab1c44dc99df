import { z } from 'zod'
import { CLOUD_THINGS } from '@/lib/shared/cloud/cloud-data'
import { MOST_SWEPT, type Orphan } from '@/lib/shared/cloud/orphan'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

/** See lib/shared/cloud/orphan.ts. */
export const OrphanSchema: z.ZodType<Orphan> = z
  .object({
    kind: z.literal(CLOUD_THINGS),
    remoteId: z.int(),
    label: z.string(),
    region: z.string().nullable(),
    since: Time,
    tag: z.string().nullable(),
    belongs: z.enum(['deleted', 'unknown']),
    clusterName: z.string().nullable(),
    daily: z.number().nullable(),
    sizeGb: z.number().nullable(),
    attachedTo: z.number().nullable(),
  })
  .meta({
    id: 'Orphan',
    description: 'Something in an account that has our tags and belongs to no cluster that lives.',
  })

/** Why a look came to no end. */
export const SweepTrouble = z.object({ code: z.string(), words: z.string() })

/** What the latest look at an account has found. */
export const AccountSweep = z
  .object({
    accountId: z.string(),
    accountName: z.string(),
    /** Whether the panel looks by itself once a day. */
    daily: z.boolean(),
    /** When it last looked to the end; null: never. */
    lookedAt: Time.nullable(),
    found: list(OrphanSchema),
    trouble: SweepTrouble.nullable(),
    /** The address of a run that deletes there now, or waits for somebody. */
    runHref: z.string().nullable(),
  })
  .meta({ id: 'AccountSweep' })
export type AccountSweep = z.infer<typeof AccountSweep>

const Things = z
  .array(z.object({ kind: z.literal(CLOUD_THINGS), remoteId: z.int().min(1) }))
  .min(1, 'Choose at least one thing.')
  .max(MOST_SWEPT, `Choose at most ${MOST_SWEPT} things; sweep again for the rest.`)

/** What is to be deleted of what the latest look has found. */
export const SweepRequest = z.object({
  things: Things,
  /** The account's name, typed: asked for where the cluster of a thing is unknown here. */
  typedName: z.string().max(200).default(''),
})
export type SweepRequest = z.infer<typeof SweepRequest>

export const ChangeSweep = z.object({ daily: z.boolean() })
export type ChangeSweep = z.infer<typeof ChangeSweep>

const params = z.object({ accountId: Id })
const OneSweep = z.object({ sweep: AccountSweep })

export const cloudSweepEndpoints = {
  'GET /api/cloud-sweeps': {
    summary: 'What the latest looks at one’s accounts have found that belongs to no cluster.',
    action: 'cloud-accounts.read',
    answer: z.object({ sweeps: list(AccountSweep) }),
  },
  'POST /api/cloud-accounts/[accountId]/sweep/look': {
    summary: 'Looks at Linode now. Deletes nothing.',
    action: 'cloud-accounts.sweep',
    params,
    answer: OneSweep,
  },
  'POST /api/cloud-accounts/[accountId]/sweep': {
    summary: 'Starts the run that deletes these things, each after another look at its tags.',
    action: 'cloud-accounts.sweep',
    params,
    body: SweepRequest,
    answer: z.object({ href: z.string() }),
  },
  'PATCH /api/cloud-accounts/[accountId]/sweep': {
    summary: 'Whether the panel looks by itself once a day.',
    action: 'cloud-accounts.sweep',
    params,
    body: ChangeSweep,
    answer: OneSweep,
  },
} as const satisfies Contract
