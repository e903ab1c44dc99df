import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '../require-actor'

export default async function HomePage() {
  await requireActor()
  return <PageHeader title="Home" />
}
