import { z } from 'zod'
import type { Contract } from './endpoint'
import { list, Time } from './field'

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 200

export const Password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `A password has at least ${MIN_PASSWORD_LENGTH} characters. Four random words are good.`)
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`)
export type Password = z.infer<typeof Password>

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'An e-mail address has at most 254 characters.')
  .pipe(z.email('This is not an e-mail address. It looks like ada@example.org.'))
export type Email = z.infer<typeof Email>

export const PersonName = z
  .string()
  .trim()
  .min(1, 'Give a name: it is what others see.')
  .max(80, 'A name has at most 80 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.')
export type PersonName = z.infer<typeof PersonName>

/** What an admin may make of somebody; students belong to their class. */
export const UserRole = z.enum(['admin', 'teacher', 'member'])
export type UserRole = z.infer<typeof UserRole>

/** A one-time token as it stands in a link. */
export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{32}$/, 'This link is not complete. Copy all of it.')
export type LinkToken = z.infer<typeof LinkToken>

/** What a person types to sign in. Says nothing about what is stored, so it does not judge the password. */
export const Credentials = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Type your e-mail address.').max(254, 'This is too long.'),
  password: z.string().min(1, 'Type your password.').max(1_000, 'This is too long.'),
})
export type Credentials = z.infer<typeof Credentials>

export const SetupForm = z.object({ token: LinkToken, name: PersonName, email: Email, password: Password })
export type SetupForm = z.infer<typeof SetupForm>

export const PasswordChange = z.object({
  currentPassword: z.string().min(1, 'Type your current password.').max(1_000),
  password: Password,
})
export type PasswordChange = z.infer<typeof PasswordChange>

export const ChosenPassword = z.object({ token: LinkToken, password: Password })
export type ChosenPassword = z.infer<typeof ChosenPassword>

export const NewUser = z.object({ name: PersonName, email: Email, role: UserRole.default('member') })
export type NewUser = z.infer<typeof NewUser>

export const UserChange = z
  .object({ name: PersonName.optional(), role: UserRole.optional(), disabled: z.boolean().optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'Say what to change.')
export type UserChange = z.infer<typeof UserChange>

/** A user as the users page lists them. */
export const ListedUser = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: UserRole,
    disabled: z.boolean(),
    /** Nobody has chosen a password yet: the one-time link was not used. */
    invited: z.boolean(),
    /** Two-step sign-in is on. */
    secondFactor: z.boolean(),
    clusters: z.number(),
    createdAt: Time,
    /** When the newest session began. */
    lastSignInAt: Time.optional(),
  })
  .meta({ id: 'User' })
export type ListedUser = z.infer<typeof ListedUser>

/** A place where somebody is signed in. */
export const ListedSession = z
  .object({
    id: z.string(),
    /** The browser's own name for itself (User-Agent). */
    browser: z.string(),
    address: z.string(),
    startedAt: Time,
    /** The one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' })
export type ListedSession = z.infer<typeof ListedSession>

const userParams = z.object({ userId: z.string().min(1) })
/** Belongs into `/choose-password#token=…` and is shown this once. */
const LinkMade = z.object({ token: z.string() })

/** `secondFactor`: nothing is open yet, go on with `POST /api/auth/second-factor`. Else the answer sets the session's cookie. */
const SignInAnswer = z.object({ secondFactor: z.boolean() })

/** Accounts: one's own, those of others, and the ways in. */
export const accountEndpoints = {
  'POST /api/setup/check': {
    summary: 'Says whether a set-up link still works, before anybody fills in the form.',
    action: 'public',
    body: z.object({ token: LinkToken }),
    answer: 'nothing',
  },
  'POST /api/setup': {
    summary: 'Makes the first admin and signs them in.',
    action: 'public',
    body: SetupForm,
    answer: z.object({ userId: z.string() }),
  },
  'POST /api/auth/sign-in': {
    summary: 'Opens a session, whose cookie the answer sets, or says that a second step is needed.',
    action: 'public',
    body: Credentials,
    answer: SignInAnswer,
  },
  'POST /api/auth/sign-out': {
    summary: 'Ends the session. Public, so that one that has ended already can be left too.',
    action: 'public',
    answer: 'nothing',
  },
  'POST /api/account/password': {
    summary: 'Changes one’s own password and ends one’s other sessions.',
    action: 'account.manage',
    body: PasswordChange,
    answer: 'nothing',
  },
  'GET /api/account/sessions': {
    summary: 'Where one is signed in, newest first.',
    action: 'account.manage',
    answer: z.object({ sessions: list(ListedSession) }),
  },
  'DELETE /api/account/sessions': {
    summary: 'Ends all sessions but the one that asks.',
    action: 'account.manage',
    answer: z.object({ ended: z.number() }),
  },
  'GET /api/accounts': {
    summary: 'All users, oldest first.',
    action: 'users.read',
    answer: z.object({ users: list(ListedUser) }),
  },
  'POST /api/accounts': {
    summary: 'Makes an account without a password, and the one-time link by which its owner chooses one.',
    action: 'users.manage',
    body: NewUser,
    answer: LinkMade.extend({ userId: z.string() }),
  },
  'PATCH /api/accounts/[userId]': {
    summary: 'Changes name, role, or whether the account may be used.',
    action: 'users.manage',
    params: userParams,
    body: UserChange,
    answer: 'nothing',
  },
  'DELETE /api/accounts/[userId]': {
    summary: 'Deletes an account with its sessions, machines’ entries and keys.',
    action: 'users.manage',
    params: userParams,
    answer: 'nothing',
  },
  'POST /api/accounts/[userId]/password-link': {
    summary: 'A new one-time link for somebody who lost the first, or the password.',
    action: 'users.manage',
    params: userParams,
    answer: LinkMade,
  },
  'POST /api/accounts/password-link': {
    summary: 'Whose one-time link this is. A POST, so that the token stands in no log.',
    action: 'public',
    body: z.object({ token: LinkToken }),
    answer: z.object({ name: z.string(), email: z.string() }),
  },
  'POST /api/accounts/choose-password': {
    summary: 'Sets the password by a one-time link and signs in with it, as `POST /api/auth/sign-in` does.',
    action: 'public',
    body: ChosenPassword,
    answer: SignInAnswer,
  },
} as const satisfies Contract
