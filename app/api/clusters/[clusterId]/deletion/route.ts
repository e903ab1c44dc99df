import { z } from 'zod'
import { planDeletion } from '@/lib/features/clusters/plan-deletion'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** What a deletion would undo. */
export const GET = route('member', { params }, ({ actor, params: { clusterId } }) => planDeletion(actor, clusterId))
