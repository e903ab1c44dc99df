import { listRaces } from '@/lib/features/races/queries'
import { startRace } from '@/lib/features/races/start-race'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/races', async ({ actor }) => ({ races: await listRaces(actor) }))

export const POST = route('POST /api/races', ({ actor, body }) => startRace(actor, body))
