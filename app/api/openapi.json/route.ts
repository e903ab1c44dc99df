import { describeApi } from '@/lib/features/panel/describe-api'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/openapi.json', ({ actor }) => describeApi(actor))
