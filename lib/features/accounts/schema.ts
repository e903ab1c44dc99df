import { z } from 'zod'

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

export const UserRole = z.enum(['admin', 'member'])

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
