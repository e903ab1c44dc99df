import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { pageText } from '@/app/page-text'
import { SignInForm } from '@/components/accounts/sign-in-form'
import { currentUser } from '@/lib/features/accounts/current-actor'
import { setupNeeded } from '@/lib/features/accounts/setup-token'
import { paths, safeNext } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(accounts)).signInTitle }
}

interface Props {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>
}

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams
  const target = safeNext(typeof next === 'string' ? next : undefined)
  if (await setupNeeded()) redirect(paths.setup())
  if ((await currentUser(await headers())) !== undefined) redirect(target)
  return <SignInForm next={target} />
}
