import { changeStorageLimits } from '@/lib/features/storage/change-storage-limits'
import { readStorage } from '@/lib/features/storage/read-storage'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/storage', ({ actor }) => readStorage(actor))

export const PUT = route('PUT /api/storage', ({ actor, body }) => changeStorageLimits(actor, body))
