import { z } from 'zod'
import type { Contract } from './endpoint'
import { list, Time } from './field'

/** The code that an authenticator app shows, typed or pasted with the space that many apps show in the middle. */
export const AppCode = z.object({
  code: z
    .string()
    .max(40)
    .transform((typed) => typed.replace(/\s/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'Type the six digits that your authenticator app shows.')),
})
export type AppCode = z.infer<typeof AppCode>

/** The second step of signing in. */
export const SecondStep = z.discriminatedUnion('kind', [
  AppCode.extend({ kind: z.literal('app') }),
  z.object({
    kind: z.literal('recovery'),
    code: z.string().trim().min(1, 'Type one of your recovery codes.').max(40, 'This is too long.'),
  }),
])
export type SecondStep = z.infer<typeof SecondStep>

export const OwnPassword = z.object({ password: z.string().min(1, 'Type your password.').max(1_000) })
export type OwnPassword = z.infer<typeof OwnPassword>

/** One's own two-step sign-in. */
export const SecondFactorState = z.object({
  on: z.boolean(),
  since: Time.optional(),
  recoveryCodesLeft: z.number(),
  /** The panel demands it of everybody with this role. */
  demanded: z.boolean(),
})
export type SecondFactorState = z.infer<typeof SecondFactorState>

export const SecondFactorDemand = z.object({ ofAdmins: z.boolean() })
export type SecondFactorDemand = z.infer<typeof SecondFactorDemand>

export const NoticeKind = z.enum([
  'new-place',
  'wrong-codes',
  'recovery-code-used',
  'second-factor-on',
  'second-factor-off',
  'second-factor-removed',
  'recovery-codes-renewed',
  'password-changed',
])
export type NoticeKind = z.infer<typeof NoticeKind>

/** Something that happened to one's account. */
export const ListedNotice = z
  .object({
    id: z.string(),
    kind: NoticeKind,
    /** Empty where it was done by an admin, or on the panel's own machine. */
    address: z.string(),
    /** The browser's own name for itself (User-Agent). */
    browser: z.string(),
    at: Time,
  })
  .meta({ id: 'SignInNotice' })
export type ListedNotice = z.infer<typeof ListedNotice>

/** Shown this once. */
const RecoveryCodes = z.object({ recoveryCodes: list(z.string()) })

/** Two-step sign-in, and what one is told about one's account. */
export const secondFactorEndpoints = {
  'POST /api/auth/second-factor': {
    summary:
      'The second step of signing in, after a sign-in that answered `secondFactor: true`. Sets the session’s cookie.',
    action: 'public',
    body: SecondStep,
    answer: 'nothing',
  },
  'GET /api/account/second-factor': {
    summary: 'Whether two-step sign-in is on for one’s account.',
    action: 'second-factor.manage',
    answer: SecondFactorState,
  },
  'POST /api/account/second-factor': {
    summary: 'A new secret for an authenticator app. It counts once a code of it is confirmed.',
    action: 'second-factor.manage',
    body: OwnPassword,
    answer: z.object({ secret: z.string(), uri: z.string() }),
  },
  'DELETE /api/account/second-factor': {
    summary: 'Switches two-step sign-in off.',
    action: 'second-factor.manage',
    body: OwnPassword,
    answer: 'nothing',
  },
  'POST /api/account/second-factor/confirm': {
    summary: 'Switches two-step sign-in on, and ends one’s other sessions.',
    action: 'second-factor.manage',
    body: AppCode,
    answer: RecoveryCodes,
  },
  'POST /api/account/second-factor/recovery-codes': {
    summary: 'New recovery codes; the old ones stop working.',
    action: 'second-factor.manage',
    body: OwnPassword,
    answer: RecoveryCodes,
  },
  'GET /api/account/notices': {
    summary: 'What happened to one’s account, newest first: the newest fifty.',
    action: 'account.manage',
    answer: z.object({ notices: list(ListedNotice) }),
  },
  'POST /api/account/notices/seen': {
    summary: 'Puts away what is new, but for what this very browser did.',
    action: 'account.manage',
    answer: 'nothing',
  },
  'DELETE /api/accounts/[userId]/second-factor': {
    summary: 'Takes somebody’s second factor away and ends their sessions.',
    action: 'users.manage',
    params: z.object({ userId: z.string().min(1) }),
    answer: 'nothing',
  },
  'GET /api/accounts/second-factor-demand': {
    summary: 'Whether all admins must have a second factor.',
    action: 'settings.manage',
    answer: SecondFactorDemand,
  },
  'PUT /api/accounts/second-factor-demand': {
    summary: 'Demands a second factor of all admins, or no longer.',
    action: 'settings.manage',
    body: SecondFactorDemand,
    answer: SecondFactorDemand,
  },
} as const satisfies Contract
