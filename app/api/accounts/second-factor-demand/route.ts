import { changeSecondFactorDemand, readSecondFactorDemand } from '@/lib/features/accounts/second-factor/demand'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/accounts/second-factor-demand', ({ actor }) => readSecondFactorDemand(actor))

export const PUT = route('PUT /api/accounts/second-factor-demand', ({ actor, body }) =>
  changeSecondFactorDemand(actor, body),
)
