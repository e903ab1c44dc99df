import { attendedClass } from '@/lib/features/classes/attend-class'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/class', ({ actor }) => attendedClass(actor))
