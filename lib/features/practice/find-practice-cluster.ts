import { type Actor, ownedBy } from '@/lib/core/actor'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { worldToken } from '@/lib/providers/practice/host/access-tokens'
import { WorldLink } from '@/lib/providers/practice/link/world-link'
import { findWorld } from '@/lib/providers/practice/world/find-world'

/** Throws `not-found` for a cluster that is none of the actor's, or no practice cluster. */
export async function assertPracticeCluster(actor: Actor, clusterId: string): Promise<void> {
  const found = await db().cluster.findFirst({
    where: { id: clusterId, provider: 'practice', deletedAt: null, ...ownedBy(actor) },
    select: { id: true },
  })
  if (found === null) throw notFound('practice cluster')
}

// On globalThis: Next bundles a module more than once.
const KEY = Symbol.for('buzzcrate.practice-link')
const holder = globalThis as typeof globalThis & { [KEY]?: WorldLink }

/** This process's way to the worker that simulates the machines. */
export function worldLink(): WorldLink {
  holder[KEY] ??= new WorldLink({
    find: findWorld,
    token: worldToken(derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')),
  })
  return holder[KEY]
}
