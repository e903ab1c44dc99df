import { notFound } from 'next/navigation'
import { requireActor } from '../../require-actor'

/** Every address that no page has: the not-found page inside the panel's frame. */
export default async function MissingPage() {
  await requireActor('panel.use')
  notFound()
}
