import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { KUBECONFIG_DAYS } from '@/lib/shared/practice/practice-data'
import { accessToken } from './host/access-tokens'

const DAY_MS = 86_400_000

/** A new token with which a person reaches a practice cluster; the one that they had before ends. */
export async function issueAccess(clusterId: string, userId: string): Promise<string> {
  const id = newId()
  const createdAt = new Date()
  const expiresAt = new Date(createdAt.getTime() + KUBECONFIG_DAYS * DAY_MS)
  await db().practiceAccess.upsert({
    where: { clusterId_userId: { clusterId, userId } },
    create: { id, clusterId, userId, createdAt, expiresAt },
    update: { id, createdAt, expiresAt },
  })
  const key = derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')
  return accessToken(key, clusterId, { id, expiresAt: expiresAt.getTime() })
}
