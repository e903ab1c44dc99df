import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { UsersView } from '@/components/accounts/users/users-view'
import { listUsers } from '@/lib/features/accounts/users'
import { users } from '@/messages/users'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(users)).title }
}

export default async function UsersPage() {
  const actor = await requireActor('users.read')
  return <UsersView initial={await listUsers(actor)} ownId={actor.userId} />
}
