import { readCosts } from '@/lib/features/costs/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/costs', ({ actor }) => readCosts(actor))
