import { expect as baseExpect, type Page, test } from '@playwright/test'
import { ADA, createFirstAccount } from '@/e2e/panel-account'
import { scaledMs } from '@/lib/testing/pace'
import { totpCode } from '@/lib/testing/totp-code'
import { startPanel, type TestPanel } from '../panel'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
let panel: TestPanel
let cookie: string
let secret = ''
let codes: readonly string[] = []
/** ms; of the newest code that was typed. */
let typedAt = 0

test.describe.configure({ mode: 'serial', timeout: scaledMs(180_000) })
test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
})
test.afterAll(() => panel.stop())

/** A code that was not typed before: of the coming half minute, where this one's was. Drift of one step is allowed. */
function freshCode(): string {
  typedAt = Math.max(Date.now(), typedAt + 30_000)
  return totpCode(secret, typedAt)
}

async function password(page: Page) {
  await open(page, `${panel.url}/sign-in?next=/keys`)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'The second step' })).toBeVisible()
}

test('is switched on with the password, a QR code and a code, and gives recovery codes once', async ({ browser }) => {
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  await open(page, `${panel.url}/settings`)
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByLabel('Your password').fill('not the right one')
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByText('This is not your current password.')).toBeVisible()
  await page.getByLabel('Your password').fill(ADA.password)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  secret = (await page.getByRole('group', { name: 'Key for the app' }).textContent()) ?? ''
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  await checkLooks(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The code that the app shows now').fill('000 000')
  await dialog.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('This code is not right.')).toBeVisible()
  const code = freshCode()
  // As many apps show it, and people paste it.
  await dialog.getByLabel('The code that the app shows now').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await dialog.getByRole('button', { name: 'Switch on' }).click()
  const shown = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(shown).toHaveCount(10)
  codes = await shown.allTextContents()
  await checkLooks(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('buzzcrate-recovery-codes.txt')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes are left')).toBeVisible()
  await checkLooks(page)
  await context.close()
})

test('signing in asks for the code on a second screen, and goes on to the page that was wanted', async ({ page }) => {
  await password(page)
  const field = page.getByLabel('Code from the app')
  await expect(field).toBeFocused()
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
  await expect(field).toHaveAttribute('inputmode', 'numeric')
  await checkLooks(page)
  // Nothing is open before the second step.
  expect((await page.request.get(`${panel.url}/api/account/sessions`)).status()).toBe(401)
  await field.fill('12345')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Type the six digits that your authenticator app shows.')).toBeVisible()
  await field.fill(freshCode())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${panel.url}/keys`)
})

test('a recovery code signs in once, and the other browser is told', async ({ page, browser }) => {
  await password(page)
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
  await page.getByLabel('Recovery code').fill(codes[0]?.toUpperCase() ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${panel.url}/keys`)

  const context = await signedIn(browser, panel, cookie)
  const other = await context.newPage()
  await open(other, `${panel.url}/machines`)
  await expect(other.getByText('A recovery code was used to sign in')).toBeVisible()
  await checkLooks(other)
  await other.getByRole('button', { name: 'I know of it' }).click()
  await expect(other.getByText('A recovery code was used to sign in')).toHaveCount(0)
  await open(other, `${panel.url}/settings`)
  await expect(other.getByRole('list', { name: 'What happened to your account' })).toContainText(
    'recovery code was used',
  )
  await other.getByLabel('Demand it of all admins').check()
  await checkLooks(other)
  await context.close()

  const again = await browser.newContext()
  const late = await again.newPage()
  await password(late)
  await late.getByRole('button', { name: 'Use a recovery code instead' }).click()
  await late.getByLabel('Recovery code').fill(codes[0] ?? '')
  await late.getByRole('button', { name: 'Sign in' }).click()
  await expect(late.getByText('or it was used already')).toBeVisible()
  await again.close()
})

test('an admin without one is led to set it up, and can do nothing else before', async ({ browser }) => {
  const context = await signedIn(browser, panel, cookie)
  const ada = await context.newPage()
  await open(ada, `${panel.url}/settings`)
  await expect(ada.getByLabel('Demand it of all admins')).toBeChecked()
  const headers = { origin: panel.url }
  const invited = await context.request.post(`${panel.url}/api/accounts`, {
    headers,
    data: { name: 'Bob', email: 'bob@example.org', role: 'admin' },
  })
  const { token } = await invited.json()
  await context.close()

  const other = await browser.newContext()
  const bob = await other.newPage()
  await open(bob, `${panel.url}/choose-password#token=${token}`)
  await bob.getByLabel('Password').fill('another long one')
  await bob.getByRole('button', { name: 'Save the password and sign in' }).click()
  await expect(bob.getByRole('heading', { name: 'Set up two-step sign-in' })).toBeVisible()
  await checkLooks(bob)
  await open(bob, `${panel.url}/users`)
  await expect(bob).toHaveURL(`${panel.url}/second-factor`)
  const refused = await other.request.get(`${panel.url}/api/accounts`)
  expect([refused.status(), (await refused.json()).error.code]).toEqual([403, 'second-factor-owed'])
  await bob.getByLabel('Your password').fill('another long one')
  await bob.getByRole('button', { name: 'Next' }).click()
  const bobs = (await bob.getByRole('group', { name: 'Key for the app' }).textContent()) ?? ''
  await bob.getByLabel('The code that the app shows now').fill(totpCode(bobs, Date.now()))
  await bob.getByRole('button', { name: 'Switch on' }).click()
  await bob.getByRole('button', { name: 'I have kept them' }).click()
  await expect(bob.getByRole('heading', { name: 'Welcome, Bob' })).toBeVisible()
  await other.close()
})
