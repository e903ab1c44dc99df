import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type APIRequestContext, type BrowserContext, expect as baseExpect, test } from '@playwright/test'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { imageArchive } from '@/lib/testing/image-archive'
import { onlyImage } from '@/lib/testing/only-image'
import { scaledMs } from '@/lib/testing/pace'
import { releaseFiles } from '@/lib/testing/release-files'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { open } from './open'
import { signedIn } from './signed-in'

/** What turns up in the panel while somebody has a page open is shown there, without a reload. */
const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
const VERSION = 'v1.36.1+k3s1'

let panel: TestPanel
let context: BrowserContext
let folder = ''

test.describe.configure({ timeout: scaledMs(120_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-arrivals-'))
  // The channel server is asked once an hour: this panel has its answer, that there is nothing.
  mkdirSync(path.join(folder, 'artifacts'))
  writeFileSync(path.join(folder, 'artifacts/channels.json'), JSON.stringify({ channels: [], fetchedAt: Date.now() }))
  // And without Go nothing builds an image.
  panel = await startPanel({ dataDir: folder, env: { PATH: folder, XDG_CACHE_HOME: folder } })
  context = await signedIn(browser, panel, await createFirstAccount(panel))
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Sends a file as somebody else does meanwhile. */
async function send(request: APIRequestContext, address: string, content: Buffer): Promise<void> {
  const response = await request.put(`${panel.url}${address}`, { data: content })
  expect(response.ok(), await response.text()).toBe(true)
}

test('an image, in the wizard and in the list of apps', async () => {
  const wizard = await context.newPage()
  await open(wizard, `${panel.url}/clusters/new?where=boards`)
  await wizard.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Version & apps' }).click()
  await expect(wizard.getByRole('checkbox', { name: goEcho.title })).toBeDisabled()
  const list = await context.newPage()
  await open(list, `${panel.url}/apps`)
  const card = list.getByRole('listitem').filter({ has: list.getByRole('heading', { name: goEcho.title }) })
  await expect(card.getByText('No image here yet')).toBeVisible()

  await send(
    context.request,
    `/api/apps/${goEcho.id}/image?architecture=arm64`,
    imageArchive(onlyImage(goEcho).ref, 'arm64'),
  )
  await expect(wizard.getByRole('checkbox', { name: goEcho.title })).toBeEnabled()
  await expect(card.getByText('Ready to install')).toBeVisible()
})

test('a release, file by file, in the wizard and in the list of releases', async () => {
  const wizard = await context.newPage()
  await open(wizard, `${panel.url}/clusters/new?where=boards`)
  await wizard.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Version & apps' }).click()
  await expect(wizard.getByText('The panel has no k3s release and knows none.')).toBeVisible()
  const list = await context.newPage()
  await open(list, `${panel.url}/releases`)
  await expect(list.getByText('No release is here, and none is offered')).toBeVisible()

  const [checksums, binary, images] = Object.entries(releaseFiles(VERSION, 'arm64')).map(
    ([name, content]) =>
      () =>
        send(context.request, `/api/artifacts/upload?${new URLSearchParams({ version: VERSION, name })}`, content),
  )
  await checksums?.()
  await binary?.()
  const row = list.getByRole('row').filter({ hasText: VERSION })
  await expect(row).toContainText('not here yet')
  await expect(wizard.getByLabel('k3s version')).toContainText('will be fetched')
  await images?.()
  await expect(row).toContainText('arm64')
  await expect(wizard.getByLabel('k3s version')).toContainText('here (arm64)')
})
