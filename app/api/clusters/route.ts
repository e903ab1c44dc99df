import { listClusters } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, async ({ actor }) => ({ clusters: await listClusters(actor) }))
