import { expect, test } from '@playwright/test'
import type { ListedMachine } from '@/lib/contracts/machines'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { PanelClient } from '../panel-client'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

let panel: TestPanel
let cookie = ''

test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
})
test.afterAll(() => panel.stop())

const PAGES = [
  '/',
  '/clusters',
  '/clusters/new',
  '/clusters/new?where=practice',
  '/clusters/new?where=linode-practice',
  '/races',
  '/races/new',
  '/machines',
  '/machines/labels',
  '/cards',
  '/cards/new',
  '/keys',
  '/clouds',
  '/clouds/costs',
  '/apps',
  '/classes',
  '/classes/new',
  '/releases',
  '/users',
  '/settings',
  '/no-such-page',
]

test('every page is accessible, fits and is silent, in both themes, on a laptop and on a phone', async ({
  browser,
}) => {
  test.setTimeout(scaledMs(240_000))
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    const expected = message.text().includes('404') && message.location().url.endsWith('/no-such-page')
    if (message.type() === 'error' && !expected) errors.push(`${page.url()}: ${message.text()}`)
  })
  for (const path of PAGES) {
    await open(page, `${panel.url}${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await checkLooks(page)
  }
  expect(errors).toEqual([])
  await context.close()
})

test('a machine that cannot be reached, its key and their dialogs are accessible and fit', async ({ browser }) => {
  test.setTimeout(scaledMs(240_000))
  const client = new PanelClient(panel.url, cookie)
  const { key } = await client.call<{ key: { id: string } }>('POST', '/api/ssh-keys', { name: 'desk' })
  const { machines } = await client.call<{ machines: readonly ListedMachine[] }>('POST', '/api/machines', {
    // Nothing listens on this port.
    machines: [{ name: 'pi-01', address: '127.0.0.1', port: 1 }],
    loginUser: 'pi',
    sshKeyId: key.id,
  })
  const id = machines[0]?.id ?? ''
  await client.call('POST', `/api/machines/${id}/check`)
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  for (const path of ['/machines', `/machines/${id}`, '/keys', '/clusters/new?where=boards']) {
    await open(page, `${panel.url}${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await checkLooks(page)
  }
  await open(page, `${panel.url}/machines`)
  await page.getByRole('button', { name: 'Add machines' }).first().click()
  await checkLooks(page)
  await open(page, `${panel.url}/`)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await checkLooks(page)
  await context.close()
})

test('pages are closed to other sites and to inline scripts', async ({ request }) => {
  const response = await request.get(`${panel.url}/sign-in`)
  const headers = response.headers()
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('same-origin')
  expect((await request.get(`${panel.url}/api/clusters`)).status()).toBe(401)
})
