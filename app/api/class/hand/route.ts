import { raiseHand } from '@/lib/features/classes/attend-class'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/class/hand', ({ actor, body }) => raiseHand(actor, body.up, body.note))
