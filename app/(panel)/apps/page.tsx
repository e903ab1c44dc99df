import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { AppList } from '@/components/apps/app-list'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { listApps } from '@/lib/features/apps/list-apps'
import { paths } from '@/lib/shared/paths'
import { may } from '@/lib/shared/policy'
import { apps } from '@/messages/apps'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(apps)).title }
}

export default async function AppsPage() {
  const actor = await requireActor('apps.read')
  const t = await pageText(apps)
  const list = await listApps(actor)
  const mayChange = may(actor, 'apps.manage')
  return (
    <>
      <PageHeader title={t.title}>
        <LinkButton href={paths.clusters()}>{t.toClusters}</LinkButton>
      </PageHeader>
      <p className="mb-4 text-lg text-soft">
        {t.lead} {t.howToInstall}
      </p>
      <AppList initial={list} mayChange={mayChange} />
    </>
  )
}
