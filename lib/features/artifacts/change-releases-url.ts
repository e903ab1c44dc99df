import type { ReleasesData, ReleasesUrl } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { listReleases } from './list-releases'
import { saveReleasesUrl } from './release-settings'

export async function changeReleasesUrl(actor: Actor, input: ReleasesUrl): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  await saveReleasesUrl(input.releasesUrl)
  const subject = { type: 'setting', id: 'k3s-releases-url' }
  await recordAudit({ actor, action: 'release.mirror', subject, details: { url: input.releasesUrl } })
  return listReleases(actor)
}
