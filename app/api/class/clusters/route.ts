import { createOwnCluster } from '@/lib/features/classes/begin-cluster'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/class/clusters', ({ actor }) => createOwnCluster(actor))
