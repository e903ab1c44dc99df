import { scanNetwork } from '@/lib/features/machines/scan-network'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/scan', ({ actor, body }) => scanNetwork(actor, body.network))
