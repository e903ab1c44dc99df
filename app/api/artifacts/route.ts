import { changeReleasesUrl, ReleasesUrl } from '@/lib/features/artifacts/change-releases-url'
import { FetchRelease, fetchRelease } from '@/lib/features/artifacts/fetch-release'
import { listReleases } from '@/lib/features/artifacts/list-releases'
import { RemoveRelease, removeRelease } from '@/lib/features/artifacts/remove-release'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, ({ actor }) => listReleases(actor))

/** Fetches a release. The answer comes when it is here; asking again goes on where a broken download was. */
export const POST = route('admin', { body: FetchRelease }, ({ actor, body }) => fetchRelease(actor, body))

/** Chooses the mirror. */
export const PATCH = route('admin', { body: ReleasesUrl }, ({ actor, body }) => changeReleasesUrl(actor, body))

/** Takes a release out of the store. */
export const DELETE = route('admin', { query: RemoveRelease }, ({ actor, query }) => removeRelease(actor, query))
