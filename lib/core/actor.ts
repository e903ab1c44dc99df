/** Who acts. Every use case takes one and scopes what it reads and writes to it. */
export interface Actor {
  readonly userId: string
  readonly role: Role
}

export type Role = 'admin' | 'member'
