import type { ReleasesData, ReleasesUrl } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { listReleases } from './list-releases'
import { saveReleasesUrl } from './release-settings'

export async function changeReleasesUrl(actor: Actor, input: ReleasesUrl): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  await db().$transaction(async (transaction) => {
    await saveReleasesUrl(input.releasesUrl, transaction)
    const subject = { type: 'setting', id: 'k3s-releases-url' }
    const details = { url: input.releasesUrl }
    await recordAudit({ actor, action: 'release.mirror', subject, details }, transaction)
  })
  return listReleases(actor)
}
