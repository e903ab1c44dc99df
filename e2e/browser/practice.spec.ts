import { readFile } from 'node:fs/promises'
import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { parse } from 'yaml'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { ADA } from '../panel-account'
import { checkLooks } from './check-looks'
import { open, reopen } from './open'

/**
 * The path of a new user without hardware: set-up link, account, one click, live run, go-echo; then a machine is powered
 * off and its pods move, and the cluster is deleted with a receipt. A second browser joins half way.
 */
const ALL_OF_IT_MS = scaledMs(60_000)
const expect = baseExpect.configure({ timeout: scaledMs(60_000) })

let panel: TestPanel
let context: BrowserContext
let page: Page
let errors: string[]

test.describe.configure({ mode: 'serial', timeout: scaledMs(240_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true })
  page = await context.newPage()
  page.setDefaultTimeout(scaledMs(30_000))
  errors = watchConsole(page)
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
})

/** Everything that the browser's console calls an error. */
function watchConsole(of: Page): string[] {
  const found: string[] = []
  of.on('pageerror', (error) => found.push(error.message))
  of.on('console', (message) => {
    if (message.type() === 'error') found.push(`${of.url()}: ${message.text()}`)
  })
  return found
}

const practiceBadge = (of: Page) => of.locator('h1').getByText('Practice', { exact: true })
/** The station of a machine by its number, e.g. `warm-shelf-2, Check: done, 0.3 s`. */
const station = (of: Page, machine: number, stage: string) =>
  of.getByRole('button', { name: new RegExp(`-${machine}, ${stage}: done`) })

test('from the set-up link to an app that answers on three machines, within a minute', async ({ browser }) => {
  const began = performance.now()
  await open(page, panel.setupUrl ?? '')
  await page.getByLabel('Your name').fill(ADA.name)
  await page.getByLabel('E-mail address').fill(ADA.email)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await page.getByRole('button', { name: 'Start a practice cluster' }).click()

  await expect(page).toHaveURL(/\/clusters\/[^/]+\/runs\/1/)
  await expect(practiceBadge(page)).toBeVisible()
  const runUrl = page.url()
  await expect(station(page, 2, 'Check')).toBeVisible()

  // A second browser joins half way and sees the same; a reload loses nothing.
  const other = await browser.newContext({ storageState: await context.storageState() })
  const second = await other.newPage()
  const secondErrors = watchConsole(second)
  await open(second, runUrl)
  await expect(station(second, 2, 'Check')).toBeVisible()
  await reopen(page)
  await expect(station(page, 2, 'Check')).toBeVisible()

  const ended = (of: Page) => of.getByRole('heading', { name: 'All 3 machines are ready' })
  await expect(ended(page)).toBeVisible()
  await expect(ended(second)).toBeVisible()
  await page.getByRole('link', { name: 'Open the cluster' }).click()
  await expect(page.getByText('All 3 machines answer')).toBeVisible()
  const [echo] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Open go-echo (practice)' }).click(),
  ])
  await expect(echo.locator('body')).toContainText('hello')
  const tookMs = performance.now() - began
  test.info().annotations.push({ type: 'took', description: `${(tookMs / 1000).toFixed(1)} s` })
  expect(tookMs).toBeLessThanOrEqual(ALL_OF_IT_MS)

  await expect(practiceBadge(page)).toBeVisible()
  await echo.close()
  expect(secondErrors).toEqual([])
  await other.close()
})

test('a machine is powered off, and its pods move while one watches', async () => {
  const desk = page.getByRole('list', { name: 'Desk' })
  const agents = desk.getByRole('listitem').filter({ hasNotText: 'server' })
  const victim = agents.filter({ has: page.getByRole('button', { name: 'go-echo', exact: true }) }).first()
  const name = (await victim.getByRole('heading').textContent()) ?? ''
  const rows = page.getByRole('region', { name: 'Pods' }).getByRole('row').filter({ hasText: 'go-echo' })
  const running = rows.filter({ hasText: 'Running' })
  await expect(running.first()).toBeVisible()
  await expect(rows.filter({ hasNotText: 'Running' })).toHaveCount(0)
  const wanted = await running.count()
  await checkLooks(page)

  const panelOf = page.getByRole('region', { name: 'Break something' })
  await panelOf.getByRole('radio', { name }).check()
  await panelOf.getByRole('button', { name: `Power it off: ${name}` }).click()
  await expect(panelOf.getByText(`${name} is off.`)).toBeVisible()
  await expect(panelOf.getByText('What to look for')).toBeVisible()

  const board = desk.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
  await expect(board.getByText(/Silent|silent|Not ready/)).toBeVisible()
  await expect(page.getByText('2 of 3 machines answer.')).toBeVisible()
  await expect(panelOf.getByText('its pods run elsewhere')).toBeVisible()
  await expect(running.filter({ hasNotText: name })).toHaveCount(wanted)
  await checkLooks(page)

  await panelOf.getByRole('button', { name: `Bring ${name} back` }).click()
  await expect(page.getByText('All 3 machines answer')).toBeVisible()
})

test('every tab of the cluster is accessible and fits, in both themes', async () => {
  const tabs = page.getByRole('tab')
  await expect(tabs.first()).toBeVisible()
  for (const tab of await tabs.all()) {
    await tab.click()
    await checkLooks(page)
  }
  await tabs.first().click()
  await page
    .getByRole('region', { name: 'Pods' })
    .getByRole('button', { name: /^go-echo-/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await checkLooks(page)
  await page.keyboard.press('Escape')
})

test('the kubeconfig says practice', async () => {
  await page.getByRole('button', { name: 'Kubeconfig' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Practice', { exact: true })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('link', { name: 'Download' }).click(),
  ])
  const config = parse(await readFile(await download.path(), 'utf8'))
  expect(config['current-context']).toContain('practice')
  await page.keyboard.press('Escape')
})

test('lists and search say practice', async () => {
  for (const place of ['/', '/clusters']) {
    await open(page, `${panel.url}${place}`)
    await expect(page.getByRole('list', { name: 'Clusters' }).getByText('Practice', { exact: true })).toBeVisible()
  }
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: /Practice cluster/ })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('an admin says how many practice clusters there may be', async () => {
  const settings = await page.context().newPage()
  await open(settings, `${panel.url}/settings`)
  const most = settings.getByLabel('At most, for one person')
  await expect(most).toHaveValue('5')
  await most.fill('many')
  await settings.getByRole('button', { name: 'Save the limits' }).click()
  await expect(settings.getByText('Give a whole number.')).toBeVisible()
  await checkLooks(settings)
  await most.fill('7')
  await settings.getByRole('button', { name: 'Save the limits' }).click()
  await expect(settings.getByText('Saved')).toBeVisible()
  await reopen(settings)
  await expect(most).toHaveValue('7')
  await settings.close()
})

test('the wizard says what stands in the way before the click', async () => {
  const wizard = await page.context().newPage()
  const allow = async (aMember: number) => {
    const answer = await wizard.request.put(`${panel.url}/api/practice/limits`, { data: { aMember, aPanel: 40 } })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  await open(wizard, `${panel.url}/clusters/new?where=practice`)
  await allow(0)
  // It was allowed when the page was loaded: the last step finds out.
  await wizard.getByRole('button', { name: 'Next: Review' }).click()
  const stated = wizard.getByRole('paragraph').filter({ hasText: 'You have 1 practice cluster, and 0 is the most.' })
  await expect(stated).toBeVisible()
  await expect(wizard.getByRole('button', { name: 'Fix one thing, then create' })).toBeVisible()
  await checkLooks(wizard)
  // And whoever comes now does not get so far.
  const where = wizard.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Where' })
  await reopen(wizard)
  await where.click()
  await expect(wizard.getByRole('radio', { name: 'No hardware Practice' })).toBeDisabled()
  await allow(5)
  await reopen(wizard)
  await where.click()
  await expect(wizard.getByRole('radio', { name: 'No hardware Practice' })).toBeEnabled()
  await wizard.close()
})

test('it is deleted by its typed name, and the receipt says practice', async () => {
  await page.getByRole('list', { name: 'Clusters' }).getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Danger zone' }).click()
  await page.getByRole('button', { name: 'Delete…' }).click()
  const label = page.getByLabel(/^Type .* to confirm$/)
  const name = /^Type (.*) to confirm$/.exec((await page.getByText(/^Type .* to confirm$/).textContent()) ?? '')?.[1]
  await label.fill(name ?? '')
  await page.getByRole('button', { name: 'Delete the cluster' }).click()
  await expect(page).toHaveURL(/\/runs\/2/)
  await expect(practiceBadge(page)).toBeVisible()
  await page.getByRole('link', { name: 'See the receipt' }).click()
  await expect(page.getByText('Nothing is left.')).toBeVisible()
  await expect(practiceBadge(page)).toBeVisible()
  await checkLooks(page)
  expect(errors).toEqual([])
})

test('the wizard asks for a size and a speed, by keyboard alone, and a failure that was asked for is mended', async () => {
  await open(page, `${panel.url}/clusters/new`)
  // Without machines practice is chosen already.
  await expect(page.getByRole('radio', { name: 'No hardware Practice' })).toBeChecked()
  await page.getByRole('button', { name: 'Next: Size & speed' }).press('Enter')
  await page.getByRole('radio', { name: /1 server and 2 agents/ }).press('ArrowLeft')
  await expect(page.getByRole('radio', { name: /1 server and one agent/ })).toBeChecked()
  await page.getByRole('radio', { name: /^×5 Fast/ }).press('ArrowRight')
  await expect(page.getByRole('radio', { name: /Very fast/ })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'go-echo' })).toBeChecked()
  await page.getByLabel('Name').fill('Not a name')
  await expect(page.getByRole('button', { name: /Use small letters/ })).toBeVisible()
  await page.getByLabel('Name').fill('tidy-lesson')
  await page.getByLabel('Let a machine fail on purpose').selectOption('fails-at-join')
  await checkLooks(page)
  await page.getByRole('button', { name: 'Next: Review' }).press('Enter')
  await expect(page.getByText('provider: practice')).toBeVisible()
  await page.getByRole('button', { name: 'Create tidy-lesson' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Creating tidy-lesson' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'What failed' })).toBeVisible()
  await checkLooks(page)
  await page.getByRole('button', { name: 'Bring it back and retry' }).click()
  await expect(page.getByRole('heading', { name: 'All 2 machines are ready' })).toBeVisible()
  expect(errors).toEqual([])
})
