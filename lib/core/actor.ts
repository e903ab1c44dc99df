/** Who acts. Every use case takes one and scopes what it reads and writes to it. */
export interface Actor {
  readonly userId: string
  readonly role: Role
}

export type Role = 'admin' | 'member'

/** Prisma filter for rows with an `ownerId`: a member sees only their own things, an admin sees all. */
export function ownedBy(actor: Actor): { readonly ownerId?: string } {
  const scopes = { admin: {}, member: { ownerId: actor.userId } } satisfies Record<Role, object>
  return scopes[actor.role]
}
