import { listBoardProfiles } from '@/lib/features/cards/board-profiles'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/board-profiles', async () => ({ profiles: await listBoardProfiles() }))
