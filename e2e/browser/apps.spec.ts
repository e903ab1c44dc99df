import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { imageArchive } from '@/lib/testing/image-archive'
import { onlyImage } from '@/lib/testing/only-image'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount, signIn } from '../panel-account'
import { PanelClient } from '../panel-client'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

let panel: TestPanel
let cookie = ''
let nothing = ''

test.describe.configure({ mode: 'serial', timeout: scaledMs(120_000) })
test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  // A machine without Go, where nothing builds the image.
  nothing = mkdtempSync(path.join(tmpdir(), 'buzzcrate-no-go-'))
  panel = await startPanel({ env: { PATH: nothing, XDG_CACHE_HOME: nothing } })
  cookie = await createFirstAccount(panel)
})
test.afterAll(async () => {
  await panel?.stop()
  rmSync(nothing, { recursive: true, force: true })
})

const card = (page: Page) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'go-echo' }) })
const echo = (page: Page) => page.getByRole('region', { name: 'go-echo: Where its image comes from' })

async function upload(page: Page, architecture: string, content: Buffer): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('For machines with').selectOption(architecture)
  const file = { name: `go-echo-${architecture}.tar`, mimeType: 'application/x-tar', buffer: content }
  await dialog.getByLabel('Archive').setInputFiles(file)
  await dialog.getByRole('button', { name: 'Upload' }).click()
}

test('an admin sees that an image is missing and what to do, and uploads one', async ({ browser }) => {
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  await open(page, `${panel.url}/apps`)
  await expect(card(page).getByText('No image here yet')).toBeVisible()
  await expect(echo(page).getByText('Three ways to get one')).toBeVisible()
  await expect(echo(page).getByText('missing')).toHaveCount(2)
  await checkLooks(page)

  await echo(page).getByRole('button', { name: 'Upload an image…' }).click()
  await checkLooks(page)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(onlyImage(goEcho).ref)).toBeVisible()
  await upload(page, 'arm64', Buffer.from('no archive'))
  await expect(dialog.getByRole('alert')).toContainText('This file is not an image archive.')
  await upload(page, 'arm64', imageArchive(onlyImage(goEcho).ref, 'amd64'))
  await expect(dialog.getByRole('alert')).toContainText('This image is made for amd64, not for arm64.')
  await upload(page, 'arm64', imageArchive(onlyImage(goEcho).ref, 'arm64'))
  await expect(dialog.getByText('The image for arm64 is here and verified.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(card(page).getByText('Ready to install')).toBeVisible()
  await expect(echo(page).getByText(/^uploaded, /)).toBeVisible()
  await expect(echo(page).getByText('Machines with amd64 cannot run it')).toBeVisible()
  await checkLooks(page)
  await context.close()
})

test('an admin lets machines pull from a registry, and goes back', async ({ browser }) => {
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  await open(page, `${panel.url}/apps`)
  await echo(page).getByRole('button', { name: 'Use a registry…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Image').fill('not an image')
  await dialog.getByRole('button', { name: 'Use this image' }).click()
  await expect(dialog.getByRole('alert')).toContainText('This is not the name of an image')
  await checkLooks(page)
  await dialog.getByLabel('Image').fill('registry.lan:5000/go-echo:1.0.0')
  await dialog.getByRole('button', { name: 'Use this image' }).click()
  await expect(echo(page).getByText('The machines pull registry.lan:5000/go-echo:1.0.0')).toBeVisible()
  await checkLooks(page)
  await echo(page).getByRole('button', { name: 'Use what is kept here' }).click()
  await expect(echo(page).getByText(/^uploaded, /)).toBeVisible()
  await context.close()
})

test('a member sees the state, and no way to change it', async ({ browser }) => {
  const admin = new PanelClient(panel.url, cookie)
  const bob = { name: 'Bob', email: 'bob@example.org', password: 'another long one' }
  const { name, email } = bob
  const { token } = await admin.call<{ token: string }>('POST', '/api/accounts', { name, email, role: 'member' })
  await admin.call('POST', '/api/accounts/choose-password', { token, password: bob.password })
  const context = await signedIn(browser, panel, await signIn(panel, bob))
  const page = await context.newPage()
  await open(page, `${panel.url}/apps`)
  await expect(echo(page).getByText(/^uploaded, /)).toBeVisible()
  await expect(echo(page).getByRole('button')).toHaveCount(0)
  await checkLooks(page)
  await context.close()
})
