import { lookAtCode } from '@/lib/features/classes/join-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/join/code', ({ body, request }) => lookAtCode(body.code, request.headers))
