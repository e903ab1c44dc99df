import { createHash } from 'node:crypto'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { busTopics } from '@/lib/events/bus-topics'
import { visibleMachines } from '@/lib/features/machines/visible-machines'
import { PICKED } from '@/lib/providers/find-definition'
import { defineTopic } from '../live-topic'

/**
 * Ticks when a board or a card that the actor sees is new or in another state, so that the lists are fetched again. Pages are
 * empty; the cursor is a digest of what they show.
 */
export const boardsTopic = defineTopic({
  address: 'boards',
  action: 'machines.read',
  source: (actor) => ({
    key: `boards:${actor.role}:${actor.userId}`,
    wakeOn: busTopics.boards,
    numbered: false,
    concerns: (ownerId) => actor.role === 'admin' || ownerId === actor.userId,
    async read(after) {
      const to = await digestOf(actor)
      return to === after ? undefined : { to, body: 'null' }
    },
  }),
})

async function digestOf(actor: Actor): Promise<number> {
  const machines = await db().machine.findMany({
    where: { provider: { in: [...PICKED] }, AND: visibleMachines(actor) },
    select: {
      ...{ id: true, address: true, lastSeenAt: true, firstBoot: true, retiredAt: true },
      images: { select: { id: true, status: true, deliveredAt: true, bootedAt: true }, orderBy: { id: 'asc' } },
    },
    orderBy: { id: 'asc' },
  })
  return createHash('sha256').update(JSON.stringify(machines)).digest().readUIntBE(0, 6)
}
