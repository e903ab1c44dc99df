import type { Actor } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'

/** Batches that the actor may see and change: their own. Images hold keys of their owner, so admins see no others either. */
export const ownBatches = (actor: Actor): Prisma.CardBatchWhereInput => ({ ownerId: actor.userId })
