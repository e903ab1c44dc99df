import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { releaseFiles } from '@/lib/testing/release-files'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

const expect = baseExpect.configure({ timeout: scaledMs(30_000) })
const IN_FOLDER = 'v1.36.1+k3s1'
const ON_MIRROR = 'v1.35.4+k3s1'
const ON_LAPTOP = 'v1.34.7+k3s1'

let panel: TestPanel
let mirror: Server
let context: BrowserContext
let page: Page
let mirrorUrl = ''
let folder = ''

test.describe.configure({ mode: 'serial', timeout: scaledMs(120_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-releases-'))
  for (const [name, content] of Object.entries(releaseFiles(IN_FOLDER, 'amd64'))) {
    writeFileSync(path.join(folder, name), content)
  }
  const files = releaseFiles(ON_MIRROR, 'arm64')
  mirror = createServer((request, response) => {
    const [, version = '', name = ''] = (request.url ?? '').split('/')
    const file = decodeURIComponent(version) === ON_MIRROR ? files[name] : undefined
    if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  })
  await new Promise<void>((done) => mirror.listen(0, '127.0.0.1', done))
  const address = mirror.address()
  mirrorUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  panel = await startPanel({ env: { BUZZCRATE_K3S_DIR: folder } })
  context = await signedIn(browser, panel, await createFirstAccount(panel))
  page = await context.newPage()
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
  mirror?.close()
  rmSync(folder, { recursive: true, force: true })
})

const row = (version: string) => page.getByRole('row').filter({ hasText: version })

test('a release in the folder that the panel was given is there by itself', async () => {
  await open(page, `${panel.url}/releases`)
  await expect(row(IN_FOLDER)).toContainText('amd64')
  await expect(row(IN_FOLDER)).toContainText('folder')
  await checkLooks(page)
})

test('a release is fetched from a mirror, and a failure says why', async () => {
  await page.getByLabel('Address of the releases').fill(mirrorUrl)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved')).toBeVisible()
  await page.getByRole('button', { name: 'Another version…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(mirrorUrl)).toBeVisible()
  await dialog.getByLabel('Version').fill('v1.30.0+k3s1')
  await dialog.getByRole('button', { name: 'Fetch it' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await checkLooks(page)
  await dialog.getByLabel('Version').fill(ON_MIRROR)
  await dialog.getByRole('button', { name: 'Fetch it' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(row(ON_MIRROR)).toContainText('arm64')
  await expect(row(ON_MIRROR)).toContainText('mirror')
})

test('a release is uploaded, and a file that is not the release’s is refused', async () => {
  await page.getByRole('button', { name: 'Upload files…' }).click()
  const dialog = page.getByRole('dialog')
  const files = Object.entries(releaseFiles(ON_LAPTOP, 'arm64'))
  const picked = (names: readonly (readonly [string, Buffer])[]) =>
    names.map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer }))
  await dialog.getByLabel('Version').fill(ON_LAPTOP)
  const broken = files.map(([name, content]) => [name, name === 'k3s-arm64' ? Buffer.from('x') : content] as const)
  await dialog.getByLabel('Files').setInputFiles(picked(broken))
  await dialog.getByRole('button', { name: 'Upload' }).click()
  await expect(dialog.getByRole('alert')).toContainText('is not what sha256sum-arm64.txt says')
  await dialog.getByLabel('Files').setInputFiles(picked(files))
  await dialog.getByRole('button', { name: 'Upload' }).click()
  await expect(dialog.getByText('All files are here and verified.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(row(ON_LAPTOP)).toContainText('arm64')
  await expect(row(ON_LAPTOP)).toContainText('upload')
})
