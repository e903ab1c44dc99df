import { changePracticeMachine } from '@/lib/features/practice/change-practice-machine'
import { readPractice } from '@/lib/features/practice/read-practice'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters/[clusterId]/practice', ({ actor, params: { clusterId } }) =>
  readPractice(actor, clusterId),
)

export const POST = route('POST /api/clusters/[clusterId]/practice', ({ actor, params: { clusterId }, body }) =>
  changePracticeMachine(actor, clusterId, body),
)
