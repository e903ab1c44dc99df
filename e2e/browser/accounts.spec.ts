import { expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { ADA } from '../panel-account'
import { checkLooks } from './check-looks'
import { open, openAsleep } from './open'

// Each sign-in is a whole new page: on a busy machine that takes its time.
const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
let panel: TestPanel

test.describe.configure({ mode: 'serial', timeout: scaledMs(120_000) })
test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
})
test.afterAll(() => panel.stop())

async function signIn(page: Page, password: string, email = ADA.email) {
  await open(page, `${panel.url}/sign-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('a panel without an admin leads to set-up, which says where the link is', async ({ page }) => {
  await open(page, `${panel.url}/clusters`)
  await expect(page).toHaveURL(`${panel.url}/setup`)
  await expect(page.getByRole('heading', { name: 'Open the set-up link' })).toBeVisible()
  await page.getByLabel('Set-up link or token').fill('not a link')
  await page.getByRole('button', { name: 'Use this link' }).click()
  await expect(page.getByText('This is not a whole set-up link.')).toBeVisible()
  await checkLooks(page)
})

test('the one-time link makes the first admin, and leaves the address bar', async ({ page }) => {
  await open(page, panel.setupUrl ?? '')
  await expect(page.getByRole('heading', { name: 'Set up BuzzCrate' })).toBeVisible()
  await expect(page).toHaveURL(`${panel.url}/setup`)
  await page.getByLabel('Your name').fill(ADA.name)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByText('A password has at least 10 characters.')).toBeVisible()
  await checkLooks(page)
  await expect(page.getByLabel('Your name')).toHaveValue(ADA.name)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome, Ada' })).toBeVisible()
})

test('the link works once', async ({ page }) => {
  await open(page, panel.setupUrl ?? '')
  await expect(page).toHaveURL(`${panel.url}/sign-in`)
})

test('what is put in before the script of the page is there is not lost, and nothing is sent without it', async ({
  page,
}) => {
  const wake = await openAsleep(page, `${panel.url}/sign-in?next=/keys`)
  const button = page.getByRole('button', { name: 'Sign in' })
  await page.getByLabel('E-mail address').fill(ADA.email)
  await expect(button).toBeDisabled()
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByLabel('Password').press('Enter')
  await wake()
  await expect(page.getByLabel('E-mail address')).toHaveValue(ADA.email)
  await button.click()
  await expect(page).toHaveURL(`${panel.url}/keys`)
})

test('signing in goes on to the page that was wanted, but never to another site', async ({ page }) => {
  await open(page, `${panel.url}/keys`)
  await expect(page).toHaveURL(`${panel.url}/sign-in?next=%2Fkeys`)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill('wrong wrong wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible()
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${panel.url}/keys`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${panel.url}/sign-in`)
  await open(page, `${panel.url}/sign-in?next=//evil.test/`)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${panel.url}/`)
})

test('an invited member chooses a password, sees no admin pages, and is out when disabled', async ({
  page,
  browser,
}) => {
  await signIn(page, ADA.password)
  await expect(page).toHaveURL(`${panel.url}/`)
  await open(page, `${panel.url}/users`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Bob')
  await page.getByLabel('E-mail').fill('bob@example.org')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('group', { name: 'One-time link' })).toBeVisible()
  await checkLooks(page)
  const link = (await page.getByRole('group', { name: 'One-time link' }).textContent()) ?? ''
  await page.getByRole('button', { name: 'Done' }).click()

  const other = await browser.newContext()
  const bob = await other.newPage()
  await open(bob, link)
  await expect(bob.getByText('Welcome, Bob.')).toBeVisible()
  await checkLooks(bob)
  await bob.getByLabel('Password').fill('another long one')
  await bob.getByRole('button', { name: 'Save the password and sign in' }).click()
  await expect(bob.getByRole('heading', { name: 'Welcome, Bob' })).toBeVisible()
  await expect(bob.getByRole('link', { name: 'Users' })).toHaveCount(0)
  await open(bob, `${panel.url}/users`)
  await expect(bob).toHaveURL(`${panel.url}/`)

  await page.getByRole('button', { name: 'Change Bob' }).click()
  await page.getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByRole('button', { name: 'Enable again' })).toBeVisible()
  // The open page learns of it by itself.
  await expect(bob).toHaveURL(`${panel.url}/sign-in`)
  await open(bob, `${panel.url}/machines`)
  await expect(bob).toHaveURL(`${panel.url}/sign-in?next=%2Fmachines`)
  await other.close()
})

test('a changed password ends every other session, and a wrong one is named at its field', async ({
  page,
  browser,
}) => {
  await signIn(page, ADA.password)
  await expect(page).toHaveURL(`${panel.url}/`)
  const other = await browser.newContext()
  const elsewhere = await other.newPage()
  await signIn(elsewhere, ADA.password)
  await expect(elsewhere).toHaveURL(`${panel.url}/`)

  await open(page, `${panel.url}/settings`)
  const current = page.getByLabel('Current password')
  const change = page.getByRole('button', { name: 'Change the password' })
  await current.fill('not the right one')
  await page.getByLabel('New password').fill('four other test words')
  await change.click()
  await expect(page.getByText('This is not your current password.')).toBeVisible()
  await checkLooks(page)
  await current.fill(ADA.password)
  await change.click()
  await expect(page.getByText('The password is changed. You are signed out everywhere but here.')).toBeVisible()
  await expect(current).toHaveValue('')
  await expect(elsewhere).toHaveURL(`${panel.url}/sign-in`)
  await open(elsewhere, `${panel.url}/keys`)
  await expect(elsewhere).toHaveURL(`${panel.url}/sign-in?next=%2Fkeys`)
  await other.close()
})

test('too many wrong passwords say how long to wait', async ({ page }) => {
  await signIn(page, 'guess 0', 'nobody@example.org')
  const button = page.getByRole('button', { name: /Sign in|You can try again in/ })
  for (let guess = 1; guess < 6; guess += 1) {
    await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible()
    await page.getByLabel('Password').fill(`guess ${guess}`)
    const answered = page.waitForResponse('**/api/auth/sign-in')
    await button.click()
    await answered
  }
  await expect(page.getByRole('button', { name: /You can try again in/ })).toBeVisible()
  await checkLooks(page)
})
