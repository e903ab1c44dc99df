import { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import type { ReleasesData } from '@/lib/shared/release-data'
import { listReleases } from './list-releases'
import { saveReleasesUrl } from './release-settings'

function hasNoPassword(text: string): boolean {
  // Refinements are asked also about what is no address: that is said already.
  if (!URL.canParse(text)) return true
  const { username, password } = new URL(text)
  return username === '' && password === ''
}

export const ReleasesUrl = z.object({
  /** Without it, upstream's own. */
  releasesUrl: z
    .url({ protocol: /^https?$/, message: 'Give the address of the mirror, beginning with http:// or https://.' })
    .max(500)
    // Everybody who may create a cluster sees this address.
    .refine(hasNoPassword, 'Leave the user name and password out of the address: everybody here can see it.')
    .nullable(),
})
export type ReleasesUrl = z.infer<typeof ReleasesUrl>

export async function changeReleasesUrl(actor: Actor, input: ReleasesUrl): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  await saveReleasesUrl(input.releasesUrl)
  const subject = { type: 'setting', id: 'k3s-releases-url' }
  await recordAudit({ actor, action: 'release.mirror', subject, details: { url: input.releasesUrl } })
  return listReleases(actor)
}
