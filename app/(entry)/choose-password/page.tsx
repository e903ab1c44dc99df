import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { ChoosePasswordForm } from '@/components/accounts/choose-password-form'
import { accounts } from '@/messages/accounts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(accounts)).chooseTitle }
}

export default function ChoosePasswordPage() {
  return <ChoosePasswordForm />
}
