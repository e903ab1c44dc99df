import type { Metadata } from 'next'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Logo } from '@/components/ui/logo'
import { paths } from '@/lib/shared/paths'
import { sharedWords } from '@/messages/shared-words'
import { pageText } from './page-text'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(sharedWords)).notFoundTitle }
}

export default async function NotFound() {
  const t = await pageText(sharedWords)
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-5 px-4 pt-[12vh]">
      <Logo size={30} />
      <Card className="flex flex-col items-start gap-3 p-5">
        <h1 className="text-xl font-semibold tracking-tight">{t.notFoundTitle}</h1>
        <p className="text-soft">{t.notFound}</p>
        <LinkButton href={paths.home()} kind="primary">
          {t.toHome}
        </LinkButton>
      </Card>
    </main>
  )
}
