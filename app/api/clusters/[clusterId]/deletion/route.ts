import { planDeletion } from '@/lib/features/clusters/plan-deletion'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters/[clusterId]/deletion', ({ actor, params: { clusterId } }) =>
  planDeletion(actor, clusterId),
)
