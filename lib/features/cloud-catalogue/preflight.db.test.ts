import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { addCloudAccount } from '@/lib/features/cloud-accounts/add-cloud-account'
import { preflightCluster } from '@/lib/features/clusters/preflight-cluster'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { CONTROLLER_SETTING } from '@/lib/providers/linode/read-controller'
import { provideLinode } from '@/lib/testing/linode/provide-linode'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'

provideTestDatabase()
const linode = provideLinode()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
let accountId = ''

beforeAll(async () => {
  for (const { userId, role } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  linode().cloud.openAccount({ username: 'anna' }, 'token-of-anna')
  accountId = (await addCloudAccount(anna, { name: 'Work', token: 'token-of-anna' })).id
  const value = { comes: 'registry', image: `registry.lan/controller@sha256:${'0'.repeat(64)}` }
  await db().setting.create({ data: { key: CONTROLLER_SETTING, value } })
})

const request = (change: object = {}) =>
  ClusterRequest.parse({
    ...{ provider: 'linode', name: 'hard-crate', accountId, k3sVersion: 'v1.36.1+k3s1' },
    ...{ region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-standard-1', workerType: 'g6-nanode-1', workers: 2 },
    lifetimeHours: 4,
    ...change,
  })

/** What speaks against it at Linode; that the test has no release of k3s is another matter. */
const sentencesOf = async (asked: ClusterRequest, actor = anna) =>
  (await preflightCluster(actor, asked))
    .filter(({ sentence }) => !/k3s-release|v1\.36|release/.test(sentence))
    .map(({ level, sentence }) => `${level}: ${sentence}`)
const sentences = (change: object = {}, actor = anna) => sentencesOf(request(change), actor)

it('finds nothing against a cluster that Linode can make, and makes nothing', async () => {
  expect(await sentences()).toEqual([])
  expect(linode().cloud.calls.filter(({ method }) => method !== 'GET')).toEqual([])
})

it('finds what Linode does not have', async () => {
  expect(await sentences({ region: 'id-cgk', workerType: 'g6-dedicated-2' })).toEqual([
    'blocker: Jakarta, ID has no Dedicated 4GB left at the moment.',
  ])
})

it('finds what the practice cloud does not have, which asks for no account', async () => {
  const practice = (change: object = {}) =>
    sentencesOf(
      ClusterRequest.parse({
        ...{ provider: 'linode-practice', speed: 5, name: 'soft-crate', lifetimeHours: 4, workers: 2 },
        ...{ region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-standard-1', workerType: 'g6-nanode-1' },
        ...change,
      }),
    )
  expect(await practice()).toEqual([])
  expect(await practice({ region: 'xx-moon', workerType: 'g6-giant' })).toEqual([
    'blocker: Linode has no region xx-moon for clusters.',
    'blocker: Linode has no size g6-giant, or not any more.',
  ])
})

it('knows no account of somebody else', async () => {
  expect(await sentences({}, ben)).toEqual([expect.stringContaining('is not yours')])
})

it('says that Linode does not answer, before anything is paid', async () => {
  linode().breakNext({ fault: 'reset-late', path: /^\/profile$/, times: 9 })
  expect(await sentences()).toEqual([expect.stringContaining('cannot reach Linode')])
  linode().mend()
})

it('names what the token may not do any more', async () => {
  linode().cloud.openAccount({ username: 'anna' }, 'token-of-anna', ['linodes:read_only'])
  const found = await sentences()
  expect(found).toContainEqual(expect.stringMatching(/^blocker: NodeBalancers: Read\/Write is missing/))
  expect(found.length).toBe(9)
})
