import { listAlerts } from '@/lib/features/cloud-alerts/list-alerts'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cloud-alerts', ({ actor }) => listAlerts(actor))
