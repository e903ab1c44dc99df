import { z } from 'zod'
import { importRelease } from '@/lib/artifacts/import-release'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import type { ReleasesData } from '@/lib/shared/release-data'
import { listReleases } from './list-releases'
import { releasesUrl } from './release-settings'

export const ReleaseVersion = z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/, 'A k3s version looks like v1.36.1+k3s1.')

export const FetchRelease = z.object({
  version: ReleaseVersion,
  architectures: z.array(z.enum(['amd64', 'arm64', 'arm'])).min(1, 'Choose at least one architecture.'),
})
export type FetchRelease = z.infer<typeof FetchRelease>

/**
 * Brings a release from upstream or the mirror into the store, verified. What is there already is not fetched again,
 * and a download that broke goes on where it was. Throws as `importRelease`.
 */
export async function fetchRelease(actor: Actor, input: FetchRelease, signal: AbortSignal): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  const { version, architectures } = input
  await importRelease(
    appShelf(),
    { version, architectures, releasesUrl: await releasesUrl() },
    { signal, clock: systemClock },
  )
  await recordAudit({ actor, action: 'release.fetch', subject: { type: 'release', id: version } })
  return listReleases(actor)
}
