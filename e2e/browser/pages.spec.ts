import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'

let panel: TestPanel
let cookie = ''

test.beforeAll(async () => {
  test.setTimeout(120_000)
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
})
test.afterAll(() => panel.stop())

const PAGES = [
  '/',
  '/clusters',
  '/clusters/new',
  '/clusters/new?where=practice',
  '/machines',
  '/keys',
  '/apps',
  '/releases',
  '/users',
  '/settings',
  '/no-such-page',
]

for (const theme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [
    ['laptop', { width: 1366, height: 768 }],
    ['phone', { width: 360, height: 740 }],
  ] as const) {
    test(`every page is accessible, fits and is silent: ${theme}, ${device}`, async ({ browser }) => {
      test.setTimeout(120_000)
      const context = await browser.newContext({ viewport, colorScheme: theme })
      await context.addCookies(
        cookie.split('; ').map((pair) => {
          const [name = '', ...value] = pair.split('=')
          return { name, value: value.join('='), url: panel.url }
        }),
      )
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        const expected = message.text().includes('404') && message.location().url.endsWith('/no-such-page')
        if (message.type() === 'error' && !expected) errors.push(`${page.url()}: ${message.text()}`)
      })
      for (const path of PAGES) {
        await page.goto(`${panel.url}${path}`)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map((violation) => `${path} ${violation.id}: ${violation.help}`)).toEqual([])
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
        expect(tooWide, `${path} scrolls sideways`).toBe(false)
      }
      expect(errors).toEqual([])
      await context.close()
    })
  }
}

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
