import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { JoinScreen } from '@/components/joining/join-screen'
import { joining } from '@/messages/joining'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(joining)).title }
}

/** The ways into a class. A code or a personal link is in the fragment, which no server sees. */
export default function JoinPage() {
  return <JoinScreen />
}
