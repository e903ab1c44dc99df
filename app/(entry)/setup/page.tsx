import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { pageText } from '@/app/page-text'
import { SetupForm } from '@/components/accounts/setup-form'
import { setupNeeded } from '@/lib/features/accounts/setup-token'
import { paths } from '@/lib/shared/paths'
import { accounts } from '@/messages/accounts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(accounts)).setupTitle }
}

export default async function SetupPage() {
  if (!(await setupNeeded())) redirect(paths.signIn())
  return <SetupForm />
}
