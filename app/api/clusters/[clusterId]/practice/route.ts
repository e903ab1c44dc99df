import { z } from 'zod'
import { changePracticeMachine, TroubleRequest } from '@/lib/features/practice/change-practice-machine'
import { readPractice } from '@/lib/features/practice/read-practice'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

export const GET = route('member', { params }, ({ actor, params: { clusterId } }) => readPractice(actor, clusterId))

/** Puts a trouble on one machine, or takes it off. */
export const POST = route('member', { params, body: TroubleRequest }, ({ actor, params: { clusterId }, body }) =>
  changePracticeMachine(actor, clusterId, body),
)
