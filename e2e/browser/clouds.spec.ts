import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { systemClock } from '@/lib/core/clock'
import { LEAST_SCOPES } from '@/lib/linode/check-token'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { checkLooks } from './check-looks'
import { open, reopen } from './open'
import { signedIn } from './signed-in'

/**
 * From nothing to a cluster at Linode that is ready to be asked for: a token that lacks something, one that suffices, and
 * the wizard with live prices; Linode is a fake on this machine. What would stand in the way is said before anything is
 * made: at the end the fake has seen nothing but questions.
 */
const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
const LEAST = Object.entries(LEAST_SCOPES).map(([scope, { level }]) => `${scope}:${level}`)
const VERSION = 'v1.36.1+k3s1'

const fake = new FakeLinode(new PracticeCloud({ clock: systemClock }))
let panel: TestPanel
let context: BrowserContext
let page: Page

test.describe.configure({ mode: 'serial', timeout: scaledMs(180_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  await fake.listen()
  const account = fake.cloud.openAccount({ username: 'anna' }, 'token-that-lacks', LEAST.slice(2))
  fake.cloud.addToken(account, 'token-that-suffices', LEAST)
  fake.cloud.addToken(account, 'another-that-suffices', LEAST)
  fake.cloud.openAccount({ username: 'ben' }, 'token-of-ben', LEAST)
  panel = await startPanel({ env: { BUZZCRATE_LINODE_ORIGIN: fake.origin } })
  context = await signedIn(browser, panel, await createFirstAccount(panel), { viewport: { width: 1366, height: 768 } })
  page = await context.newPage()
  // No release is here, and none can be fetched.
  await page.route('**/api/artifacts', (route) => route.fulfill({ json: RELEASES }))
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
  await fake.close()
})

const RELEASES = {
  releases: [{ version: VERSION, recommended: true, channels: ['stable'], complete: ['amd64'], files: [] }],
  fetching: [],
  releasesUrl: 'https://example.org',
}
const token = () => page.getByLabel('Personal access token')

test('an account is kept once its token suffices, and each missing permission is named', async () => {
  await open(page, `${panel.url}/clouds`)
  await checkLooks(page)
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.getByRole('button', { name: 'Add a Linode account' }).click()
  await token().fill('token-that-lacks')
  await page.getByRole('button', { name: 'Check and save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Linodes: Read/Write is missing' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'NodeBalancers: Read/Write is missing' })).toBeVisible()
  await checkLooks(page)
  await page.setViewportSize({ width: 1366, height: 768 })
  await token().fill('token-that-suffices')
  await page.getByRole('button', { name: 'Check and save' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'anna' })).toContainText('may do all')
  await reopen(page)
  await expect(page.getByRole('row').filter({ hasText: 'anna' })).toContainText('nothing now')
  expect(await page.content()).not.toContain('token-that-suffices')
  await page.getByRole('button', { name: 'Test Linode' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'anna' })).toContainText('checked now')
  await checkLooks(page)
})

test('a new token must be of the same user', async () => {
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.getByRole('button', { name: 'New token for Linode' }).click()
  await token().fill('token-of-ben')
  await page.getByRole('button', { name: 'Check and replace' }).click()
  await expect(page.getByText('This token is of the Linode user ben')).toBeVisible()
  await token().fill('another-that-suffices')
  await page.getByRole('button', { name: 'Check and replace' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
})

/** A panel that was just started builds the images of its apps first. */
const appImages = () =>
  expect.poll(async () => {
    const { apps } = await (await page.request.get(`${panel.url}/api/apps`)).json()
    return apps[0].images
  })

test('the wizard shows what Linode has and what it costs, and what stands in the way', async () => {
  await appImages().toContain('amd64')
  await open(page, `${panel.url}/clusters/new?where=linode`)
  const summary = page.getByRole('complementary', { name: 'Summary' })
  await expect(page.getByRole('radio', { name: /Linode.*anna/ })).toBeChecked()
  await expect(summary).toContainText('$0.0525 / hour')
  await checkLooks(page)
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.getByLabel('Region').selectOption({ label: 'Sao Paulo, BR' })
  await expect(summary).toContainText('$0.0735 / hour')
  await page.getByLabel('Region').selectOption({ label: 'Frankfurt 2, DE' })
  await page.getByRole('button', { name: 'Look again' }).click()

  await page.getByRole('button', { name: 'Next: Machines' }).click()
  const server = page.getByRole('group', { name: 'Size of the server' })
  await expect(server.getByText('tight', { exact: true })).toBeVisible()
  await checkLooks(page)
  await page.setViewportSize({ width: 1366, height: 768 })
  await server.getByText('Linode 2GB').click()
  await page.getByLabel('How many workers').selectOption('1')
  await expect(summary).toContainText('$0.0555 / hour')

  await page.getByRole('button', { name: 'Next: Name & access' }).click()
  await page.getByLabel('Name', { exact: true }).fill('cloud-crate')
  await page.getByText('A day', { exact: true }).click()
  await expect(summary).toContainText('$1.33 for a day.')
  await page.getByLabel('Ingress (Traefik)').uncheck()
  await expect(summary).toContainText('$0.0405 / hour')
  await page.getByLabel('IPv4 network').fill('nonsense')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText('Write an IPv4 network')).toBeVisible()
  await page.getByLabel('IPv4 network').fill('203.0.113.7')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Networks that may reach it' })).toContainText('203.0.113.7/32')
  await checkLooks(page)
  await page.setViewportSize({ width: 1366, height: 768 })

  // A draft survives a reload.
  await reopen(page)
  await expect(summary).toContainText('cloud-crate, 2 machines')
  await expect(summary).toContainText('$0.0405 / hour')
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Review' }).click()
  await expect(page.getByRole('paragraph').filter({ hasText: 'no image of Linode’s cloud controller' })).toBeVisible()
  await checkLooks(page)
  expect(fake.cloud.calls.filter(({ method }) => method !== 'GET')).toEqual([])
})
