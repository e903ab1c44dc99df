import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { checkLooks } from './check-looks'
import { open, reopen } from './open'
import { signedIn } from './signed-in'

const expect = baseExpect.configure({ timeout: scaledMs(90_000) })

let panel: TestPanel
let context: BrowserContext
let page: Page
const errors: string[] = []

test.describe.configure({ mode: 'serial', timeout: scaledMs(300_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  context = await signedIn(browser, panel, await createFirstAccount(panel))
  page = await context.newPage()
  page.setDefaultTimeout(scaledMs(30_000))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`)
  })
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
})

const lane = (index: number) => page.getByRole('region', { name: /^Race lane of / }).nth(index)
const clock = (index: number) => lane(index).getByRole('timer')
const splits = () => page.getByRole('region', { name: 'Split times' })
const settings = () => page.getByRole('region', { name: /^Settings: / })

/** Chooses how many practice machines a side has and how fast their time runs. */
async function choose(side: number, name: string, machines: RegExp, speed: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Change', exact: true }).nth(side).click()
  await settings().getByLabel('Name', { exact: false }).first().fill(name)
  await settings().getByRole('radio', { name: machines }).check()
  await settings().getByRole('radio', { name: speed }).check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(settings()).toHaveCount(0)
}

test('one button starts two practice clusters, and both clocks run', async () => {
  await open(page, `${panel.url}/clusters`)
  await open(page, `${panel.url}/races`)
  await page.getByRole('link', { name: 'Race two clusters' }).click()
  for (const side of ['Left', 'Right']) await expect(page.getByRole('heading', { name: side })).toBeVisible()
  for (const where of await page.getByLabel('Where').all()) await where.selectOption('Practice')
  await choose(0, 'slow-desk', /^1 server and one agent/, /^×5/)
  await choose(1, 'quick-desk', /^1 server, and no agent/, /^×20/)
  await checkLooks(page)
  await page.getByLabel('Name of the race').fill('The slow against the quick')
  await page.getByRole('button', { name: 'Start the race' }).click()

  await expect(page).toHaveURL(/\/races\/(?!new)[^/]+$/)
  await expect(page.getByRole('heading', { name: 'The slow against the quick' })).toBeVisible()
  await expect(lane(0).getByRole('heading', { name: 'slow-desk' })).toBeVisible()
  await expect(lane(1).getByRole('heading', { name: 'quick-desk' })).toBeVisible()
  for (const side of [0, 1]) {
    const first = await clock(side).textContent()
    await expect(clock(side)).not.toHaveText(first ?? '')
    await expect(lane(side).getByText('Practice', { exact: true })).toBeVisible()
  }
  // One stream carries both sides.
  await expect(lane(0).getByRole('log')).not.toContainText('No line yet.')
  await expect(lane(1).getByRole('log')).not.toContainText('No line yet.')
})

test('one wins, by a time that is said in one sentence and stage by stage', async () => {
  await expect(page.getByText(/quick-desk won: its app answered .+ earlier\./)).toBeVisible()
  for (const side of [0, 1]) await expect(lane(side).getByText(/^Through after /)).toBeVisible()
  const ready = splits().getByRole('row').filter({ hasText: 'Ready' })
  await expect(ready).toContainText(/quick-desk by /)
  await expect(page.getByText('Imaging of cards is not in it.', { exact: false })).toBeVisible()
  const stopped = await clock(0).textContent()
  await reopen(page)
  await expect(clock(0)).toHaveText(stopped ?? '')
  await checkLooks(page)
})

test('minutes that imaging took turn the result, and are kept', async () => {
  const field = page.getByLabel('Imaging for quick-desk')
  await field.fill('a while')
  await expect(page.getByText('Give minutes as a number', { exact: false })).toBeVisible()
  await field.fill('20')
  await page.getByRole('button', { name: 'Save' }).click()
  const counted = page.getByText(/With imaging counted in, slow-desk is ahead by 1\d:\d\d/)
  await expect(counted).toBeVisible()
  await expect(page.getByText(/quick-desk won/)).toBeVisible()
  await reopen(page)
  await expect(counted).toBeVisible()
})

test('it is replayed from what was stored, by keyboard, and nothing is run', async () => {
  const ended = [await clock(0).textContent(), await clock(1).textContent()]
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  const place = page.getByLabel('Place in the race')
  await expect(clock(0)).toHaveText('00:00.0')
  await expect(lane(0).getByText('Waits for a worker.')).toBeVisible()
  await expect(splits()).toBeVisible()

  // A second in: arrow keys move it by a tenth of a second each.
  await place.focus()
  for (let presses = 0; presses < 10; presses += 1) await page.keyboard.press('ArrowRight')
  await expect(clock(0)).toHaveText('00:01.0')
  await page.getByRole('radio', { name: '×20' }).check()
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(clock(0)).toHaveText(ended[0] ?? '')
  await expect(clock(1)).toHaveText(ended[1] ?? '')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await checkLooks(page)
  await page.getByRole('button', { name: 'Leave the replay' }).click()
  await expect(place).toHaveCount(0)

  await page.getByRole('link', { name: 'Races' }).first().click()
  const row = page.getByRole('row').filter({ hasText: 'The slow against the quick' })
  await expect(row).toContainText('slow-desk')
  await expect(row.getByText('Done')).toHaveCount(2)
  expect(errors).toEqual([])
})
