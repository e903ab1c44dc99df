import { createClass } from '@/lib/features/classes/create-class'
import { listClasses } from '@/lib/features/classes/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/classes', async ({ actor }) => ({ classes: await listClasses(actor) }))

export const POST = route('POST /api/classes', ({ actor, body }) => createClass(actor, body))
