import type { Role } from '@/lib/core/actor'

/** Who is signed in, as the frame of the pages shows them. */
export interface ShellUser {
  readonly name: string
  readonly email: string
  readonly role: Role
}
