import { readRace } from '@/lib/features/races/queries'
import { setImagingMinutes } from '@/lib/features/races/set-imaging-minutes'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/races/[raceId]', ({ actor, params }) => readRace(actor, params.raceId))

export const PATCH = route('PATCH /api/races/[raceId]', async ({ actor, params, body }) => ({
  imagingMinutes: await setImagingMinutes(actor, params.raceId, body.imagingMinutes),
}))
