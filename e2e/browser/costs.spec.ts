import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { closeDatabase, db } from '@/lib/db/client'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { clusterTag, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

/**
 * What is left at Linode without a cluster is found, shown with its price, and deleted by a run; a cluster that ends soon
 * says so and gets an hour more; what clusters cost and have cost, and when a desk is cheaper. Linode is a fake.
 */
const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
const HOUR = 3_600_000
const TOKEN = 'a-token-that-may-do-all'
/** Three nanodes and a NodeBalancer; five where a month ended in between, which counts an hour twice. */
const FOUR_HOURS = /\$0\.1(5|875)/
const LAPTOP = { width: 1366, height: 768 }

const fake = new FakeLinode(new PracticeCloud({ clock: systemClock }))
const account = fake.cloud.openAccount({ username: 'anna' }, TOKEN)
const clusterId = newId()
const goneId = newId()
let panel: TestPanel
let context: BrowserContext
let page: Page

test.describe.configure({ mode: 'serial', timeout: scaledMs(120_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  await fake.listen()
  panel = await startPanel({ env: { BUZZCRATE_LINODE_ORIGIN: fake.origin } })
  process.env['DATABASE_URL'] = panel.databaseUrl
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'k'.repeat(43)
  context = await signedIn(browser, panel, await createFirstAccount(panel), { viewport: LAPTOP })
  page = await context.newPage()
  const added = await page.request.post(`${panel.url}/api/cloud-accounts`, { data: { name: 'Work', token: TOKEN } })
  const { account: kept } = await added.json()
  await seedClusters(kept.id)
})
test.afterAll(async () => {
  await context?.close()
  await closeDatabase()
  await panel?.stop()
  await fake.close()
})

/** One that lives for ten minutes more, and one that was deleted yesterday. */
async function seedClusters(accountId: string): Promise<void> {
  const { id: ownerId } = await db().user.findFirstOrThrow()
  const now = Date.now()
  const at = (hours: number) => new Date(now + hours * HOUR)
  const seed = async (id: string, name: string, made: number, gone: number | null) => {
    const roles = ['server', 'agent', 'agent'] as const
    const machines = roles.map((role) => ({ machineId: newId(), role }))
    const own = { accountId, region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-nanode-1' }
    const definition = { ...own, provider: 'linode', name, k3sVersion: 'v1.36.1+k3s1', machines, apps: ['go-echo'] }
    const price = { hourly: 0.0075, monthly: 5 }
    const prices = { server: price, worker: price, balancer: { hourly: 0.015, monthly: 10 }, volume: price, asOf: now }
    const endsAt = gone === null ? at(0.17) : at(gone)
    await db().cluster.create({
      data: {
        ...{ id, ownerId, provider: 'linode', name, createdAt: at(made), phase: gone === null ? 'ready' : 'deleted' },
        definition: { ...definition, workerType: 'g6-nanode-1', lifetimeHours: 4, allowCgroupV1: false },
        deletedAt: gone === null ? null : at(gone),
        cloud: { create: { accountId, region: 'de-fra-2', tag: clusterTag(id), prices } },
        lifetime: { create: { endsAt } },
      },
    })
    const parts = [...roles.map(() => ({ kind: 'machine', ...price })), { kind: 'balancer', ...prices.balancer }]
    const endedAt = gone === null ? null : at(gone)
    await db().cloudThing.createMany({
      data: parts.map((part, n) => ({
        ...{ ...part, id: newId(), clusterId: id, remoteId: n, label: `${name}-${n}` },
        ...{ createdAt: at(made), endedAt },
      })),
    })
  }
  await seed(clusterId, 'cloud-crate', -3.2, null)
  await seed(goneId, 'gone-crate', -30, -26.5)
}

function leaveThings(): void {
  const tags = [OUR_TAG, clusterTag(goneId)]
  const at = { region: 'de-fra-2', createdAt: Date.now() - 26 * HOUR }
  const volume = { size: 20, linodeId: null, ...at }
  account.volumes.set(71, { id: 71, label: 'pvc-of-gone-crate', tags, ...volume })
  account.volumes.set(72, { id: 72, label: 'photos', tags: ['mine'], ...volume })
  account.volumes.set(73, { id: 73, label: 'pvc-of-another', tags: [OUR_TAG, clusterTag(newId())], ...volume })
  const balancer = { type: 'common', ipv4: '198.18.0.5', throttle: 0, configs: [], updatedAt: 0, ...at }
  for (const id of [81, 82]) account.balancers.set(id, { id, label: `bc-gone-${id}`, tags, ...balancer })
}

test('what belongs to no cluster is found, with what it costs, and said on the home page', async () => {
  await open(page, `${panel.url}/clouds`)
  const left = page.getByRole('region', { name: 'Left without a cluster' })
  await expect(left).toContainText('Nobody has looked yet.')
  leaveThings()
  await left.getByRole('button', { name: /^Look now/ }).click()
  await expect(left).toContainText('4 things belong to no cluster: $0.864 a day')
  await expect(left.getByRole('row').filter({ hasText: 'bc-gone-81' })).toContainText('$0.36 a day')
  await expect(left.getByRole('row').filter({ hasText: 'pvc-of-another' })).toContainText('this panel does not know')
  await expect(left).not.toContainText('photos')
  await checkLooks(page)
  await open(page, panel.url)
  await expect(page.getByText(/4 things at Linode \(Work\) cost \$0\.864 a day and belong to no cluster/)).toBeVisible()
  await checkLooks(page)
  await page.setViewportSize(LAPTOP)
  await page.getByRole('link', { name: 'See what' }).click()
  await expect(page).toHaveURL(/\/clouds#left$/)
})

test('it is deleted by a run, data and what may be another’s only when they are asked for', async () => {
  await page.getByRole('button', { name: 'Delete these 4… left in Work' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Delete all 2' })).toBeVisible()
  await expect(dialog.getByText('Stops $0.72 a day.')).toBeVisible()
  await dialog.getByLabel(/^Delete this volume with its data: pvc-of-gone-crate/).check()
  await dialog.getByLabel(/^Delete also what is of a cluster that this panel does not know/).check()
  await expect(dialog.getByRole('button', { name: 'Delete all 4' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Type Work, the name of the account').fill('Work')
  await checkLooks(page)
  await page.setViewportSize(LAPTOP)
  await dialog.getByRole('button', { name: 'Delete all 4' }).click()
  await expect(page).toHaveURL(/\/runs\//)
  await expect(page.getByRole('heading', { name: /Deleting 4 things at Linode/ })).toBeVisible()
  await expect.poll(() => account.left, { timeout: scaledMs(60_000) }).toBe(1)
  expect([...account.volumes.values()].map(({ label }) => label)).toEqual(['photos'])
  await expect.poll(async () => (await db().run.findFirst())?.status).toBe('succeeded')
  await checkLooks(page)
  await open(page, `${panel.url}/clouds`)
  await expect(page.getByRole('region', { name: 'Left without a cluster' })).toContainText('Nothing is left.')
})

test('a cluster that ends soon says so, and a click gives it an hour more', async () => {
  await page.setViewportSize(LAPTOP)
  await open(page, panel.url)
  const alert = page.getByRole('region', { name: 'Clouds' })
  await expect(alert).toContainText(/cloud-crate is deleted by itself in 0\d:\d\d\./)
  await alert.getByRole('button', { name: 'One hour more for cloud-crate' }).click()
  await expect(alert).toBeHidden()
  await open(page, `${panel.url}/clusters/${clusterId}`)
  await expect(page.getByText(/^\$0\.1(5|875) so far$/)).toBeVisible()
  await expect(page.getByText(/\$0\.0375 an hour · next hour counts in/)).toBeVisible()
  await expect(page.getByText(/ends by itself in 1:0\d:\d\d/)).toBeVisible()
  await checkLooks(page)
})

test('costs are on a page of their own, deleted clusters too, and on a receipt', async () => {
  await page.setViewportSize(LAPTOP)
  await open(page, `${panel.url}/clouds`)
  await page.getByRole('link', { name: 'Costs' }).click()
  await expect(page.getByText('$0.0375 an hour now.')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'cloud-crate' })).toContainText(FOUR_HOURS)
  await expect(page.getByRole('row').filter({ hasText: 'gone-crate' })).toContainText(FOUR_HOURS)
  await checkLooks(page)
  await open(page, `${panel.url}/clusters/${goneId}`)
  await expect(page.getByText(/^It cost \$0\.1(5|875) in all\.$/)).toBeVisible()
})

test('a desk is compared with the cloud by its own prices, which are kept', async () => {
  await page.setViewportSize(LAPTOP)
  await open(page, `${panel.url}/clouds/costs`)
  await expect(page.getByText('After 3.6 months the desk is cheaper.')).toBeVisible()
  await page.getByRole('button', { name: 'Take that' }).click()
  await expect(page.getByText(/^After 2\d\.\d months the desk is cheaper\.$/)).toBeVisible()
  await page.getByLabel('The same in the cloud, $ a month').fill('100')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await open(page, `${panel.url}/clouds/costs`)
  await expect(page.getByLabel('The same in the cloud, $ a month')).toHaveValue('100')
  await expect(page.getByText('After 5.1 months the desk is cheaper.')).toBeVisible()
})
