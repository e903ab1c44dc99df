import { afterAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedUser } from '@/lib/testing/seed-run'
import { createCluster } from './create-cluster'

provideTestDatabase()
afterAll(() => closeRunQueue())

const ASKED = 40

it('lets one person ask for clusters as often as they like, and others come in between', async () => {
  const [mallory, anna] = [await seedUser(), await seedUser()]
  const order: string[] = []
  const start = async (userId: string, name: string) => {
    const actor: Actor = { userId, role: 'member' }
    const request = {
      provider: 'practice' as const,
      name,
      machines: 1,
      speed: 20 as const,
      apps: [],
      troubles: [],
    } satisfies ClusterRequest
    const code = await createCluster(actor, request).then(
      () => 'made',
      (error: unknown) => toFailure(error).code,
    )
    order.push(`${userId === anna ? 'anna' : 'mallory'}: ${code}`)
  }
  const many = Array.from({ length: ASKED }, (_, index) => start(mallory, `many-${index}`))
  await Promise.all([...many, start(anna, 'one')])
  expect(order.indexOf('anna: made')).toBeGreaterThanOrEqual(0)
  // Those that are refused at the door are answered first: of those that are let in, few came before.
  const served = order.filter((each) => each !== 'mallory: too-many-requests')
  expect(served.indexOf('anna: made')).toBeLessThan(served.length / 2)
  expect(order.filter((each) => each === 'mallory: made')).toHaveLength(5)
  expect(order.filter((each) => each === 'mallory: too-many-requests').length).toBeGreaterThan(10)
  expect(await db().cluster.count({ where: { ownerId: mallory } })).toBe(5)
})
