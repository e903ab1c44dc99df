import { readFile } from 'node:fs/promises'
import { expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { cgroupVersion } from '../lab/hosts/host-cgroups'
import { createLab, type Lab } from '../lab/hosts/lab'
import { canRun } from '../lab/hosts/lab-support'
import { applyScaleAndRead, askThroughTunnel, getNodesAndApp, Kubectl, runInContainer } from '../lab/kubernetes/kubectl'
import { kubectlProgram } from '../lab/kubernetes/kubectl-program'
import { labRelease } from '../lab/lab-release'
import { startPanel, type TestPanel } from '../panel'
import { ADA } from '../panel-account'
import { open, reopen } from './open'

/**
 * The path of a new user on real hosts: set-up link, account, machines by address, preflight, create, watch, open go-echo,
 * delete, receipt. kubectl uses the downloaded kubeconfig. A second browser joins half way, the page is reloaded, and web and worker are restarted in the middle.
 */
const HOSTS = 5
const expect = baseExpect.configure({ timeout: scaledMs(60_000) })
const RUN_MS = scaledMs(420_000)

let lab: Lab
let panel: TestPanel
const support = await canRun()
test.skip(!support.ok, support.ok ? '' : support.reason)
test.describe.configure({ mode: 'serial' })
test.use({ actionTimeout: scaledMs(60_000) })

test.beforeAll(async () => {
  test.setTimeout(scaledMs(1_200_000))
  const hosts = Array.from({ length: HOSTS }, (_, index) => ({ name: `pi-0${index + 1}` }))
  lab = await createLab({ name: `path-${process.pid}`, hosts })
  panel = await startPanel({ env: { BUZZCRATE_K3S_DIR: await labRelease(() => undefined) } })
})
test.afterAll(async () => {
  await panel?.stop()
  await lab?.down()
})

/** Everything that the browser's console calls an error. Streams that a restart cuts are no fault of the page. */
function watchConsole(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    const expected = /ERR_(CONNECTION|INCOMPLETE|EMPTY_RESPONSE|NETWORK)|Failed to load resource/
    if (message.type() === 'error' && !expected.test(message.text())) errors.push(message.text())
  })
  return errors
}

async function addMachines(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('lab')
  await dialog.getByRole('radio', { name: /Upload one/ }).check()
  await dialog.getByLabel('Private key').fill(await readFile(lab.keyPath, 'utf8'))
  await dialog.getByRole('button', { name: 'Upload the key' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByLabel('Addresses').fill(lab.hosts.map(({ name, address }) => `${name} ${address}`).join('\n'))
  await page.getByLabel('User', { exact: true }).fill(lab.user)
  await page.getByRole('button', { name: `Add ${HOSTS} machines` }).click()
  for (const { name } of lab.hosts) await page.getByRole('button', { name: `Trust it: ${name}` }).click()
  for (const { name } of lab.hosts)
    await expect(page.getByRole('button', { name: `Look again: ${name}` })).toBeVisible()
}

test('from the set-up link to a cluster that answers, and back to bare machines', async ({ page, browser }) => {
  test.setTimeout(scaledMs(900_000))
  const errors = watchConsole(page)
  await open(page, panel.setupUrl ?? '')
  await page.getByLabel('Your name').fill(ADA.name)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Create the account' }).click()

  await page.getByRole('link', { name: 'Use my machines' }).click()
  await addMachines(page)
  for (const { name } of lab.hosts) await expect(page.getByLabel(`Use ${name}`)).toBeChecked()
  if ((await cgroupVersion()) === 'v1') {
    const allow = page.getByLabel('Run on cgroup v1 all the same')
    const refused = page.getByText(/has cgroup v1, and Kubernetes \S+ refuses it/)
    await expect(refused).toHaveCount(HOSTS)
    await allow.check()
    // Judged anew, nothing asks for it any more, and it can still be taken back.
    await expect(refused).toHaveCount(0)
    await expect(allow).toBeChecked()
  }
  await page.getByRole('button', { name: 'Next: Version & apps' }).click()
  await page.getByLabel('Name').fill('hard-crate')
  await page.getByRole('checkbox', { name: 'go-echo' }).check()
  await page.getByRole('button', { name: 'Next: Review' }).click()
  await expect(page.getByText('name: hard-crate')).toBeVisible()
  await page.getByRole('button', { name: 'Create hard-crate' }).click()

  await expect(page).toHaveURL(/\/clusters\/[^/]+\/runs\/1/)
  const runUrl = page.url()
  const ended = (of: Page) => of.getByRole('heading', { name: `All ${HOSTS} machines are ready` })
  const installed = (of: Page) => of.getByRole('button', { name: /^pi-03, Package: done/ })
  await expect(installed(page)).toBeVisible({ timeout: RUN_MS })

  // A second browser that joins half way, a reload, and a restart of both halves of the panel.
  const other = await browser.newContext({ storageState: await page.context().storageState() })
  const second = await other.newPage()
  const secondErrors = watchConsole(second)
  await open(second, runUrl)
  await expect(installed(second)).toBeVisible()
  await reopen(page)
  await expect(installed(page)).toBeVisible()
  await panel.restart('worker')
  await panel.restart('web')
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: RUN_MS })
  await expect(second.getByText('Done', { exact: true })).toBeVisible()
  await expect(ended(page)).toBeVisible()

  await page.getByRole('link', { name: 'Open the cluster' }).click()
  await expect(page.getByText(`All ${HOSTS} machines answer`)).toBeVisible()
  for (const { name, address } of lab.hosts) {
    await expect(page.getByRole('heading', { name })).toBeVisible()
    expect(await (await fetch(`http://${address}:81/?hello`)).text()).toContain('hello')
  }
  const [echo] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: /Open go-echo/i }).click(),
  ])
  await expect(echo.locator('body')).toContainText('hello')

  // The kubeconfig as a person gets it, and a kubectl that has nothing to do with this project.
  await page.getByRole('button', { name: 'Kubeconfig' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('link', { name: 'Download' }).click(),
  ])
  await page.keyboard.press('Escape')
  const kubectl = new Kubectl(await kubectlProgram(), await download.path())
  await getNodesAndApp(kubectl, HOSTS)
  await applyScaleAndRead(kubectl)
  await runInContainer(kubectl)
  await askThroughTunnel(kubectl)

  await page.getByRole('tab', { name: 'Danger zone' }).click()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await page.getByLabel('Type hard-crate to confirm').fill('hard-crate')
  await page.getByRole('button', { name: 'Delete the cluster' }).click()
  await expect(page).toHaveURL(/\/runs\/2/)
  await page.getByRole('link', { name: 'See the receipt' }).click({ timeout: RUN_MS })
  await expect(page.getByText('Nothing is left').first()).toBeVisible()
  expect(errors).toEqual([])
  expect(secondErrors).toEqual([])
})
