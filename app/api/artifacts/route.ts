import { changeReleasesUrl } from '@/lib/features/artifacts/change-releases-url'
import { fetchRelease } from '@/lib/features/artifacts/fetch-release'
import { listReleases } from '@/lib/features/artifacts/list-releases'
import { removeRelease } from '@/lib/features/artifacts/remove-release'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/artifacts', ({ actor }) => listReleases(actor))

export const POST = route('POST /api/artifacts', ({ actor, body }) => fetchRelease(actor, body))

export const PATCH = route('PATCH /api/artifacts', ({ actor, body }) => changeReleasesUrl(actor, body))

export const DELETE = route('DELETE /api/artifacts', ({ actor, query }) => removeRelease(actor, query))
