/** Who acts. Every use case takes one and scopes what it reads and writes to it. */
export interface Actor {
  readonly userId: string
  readonly role: Role
}

/** `student`: of one class, with an account that has no e-mail address and no password. */
export const ROLES = ['admin', 'teacher', 'member', 'student'] as const
export type Role = (typeof ROLES)[number]

/** A role as it is stored with a user. */
export const roleOf = (stored: string | null | undefined): Role => ROLES.find((role) => role === stored) ?? 'member'
