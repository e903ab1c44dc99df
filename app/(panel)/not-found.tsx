import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/shared/paths'
import { sharedWords } from '@/messages/shared-words'
import { pageText } from '../page-text'

/** For what does not exist and what is somebody else's alike; the navigation stays. */
export default async function NotFound() {
  const t = await pageText(sharedWords)
  return (
    <>
      <PageHeader title={t.notFoundTitle} />
      <EmptyState
        title={t.notFoundLead}
        action={
          <LinkButton href={paths.home()} kind="primary">
            {t.toHome}
          </LinkButton>
        }
      >
        {t.notFound}
      </EmptyState>
    </>
  )
}
