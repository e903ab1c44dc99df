import { expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

/** The two-hour path without hardware: a box of boards, their cards, power on, first boot, a cluster of them. */
const expect = baseExpect.configure({ timeout: scaledMs(60_000) })

let panel: TestPanel
let cookie = ''

test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
})
test.afterAll(() => panel.stop())

/** Looked at, and kept in both themes. */
async function look(page: Page, name: string): Promise<void> {
  await checkLooks(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `test-results/practice-boards/${name}-${colorScheme}.png` })
  }
}

async function writeCard(page: Page, board: string): Promise<void> {
  await page.getByRole('button', { name: `Write… the card of ${board}` }).click()
  const dialog = page.getByRole('dialog', { name: `Write the card of ${board}` })
  await dialog.getByLabel('Model and serial of the drive').fill('Practice Reader PR-0001')
  await dialog.getByRole('button', { name: 'Erase it and write' }).click()
  await expect(dialog).toHaveCount(0)
}

test('from a box of practice boards to a ready cluster of them', async ({ browser }) => {
  test.setTimeout(scaledMs(300_000))
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()

  await open(page, `${panel.url}/cards`)
  await page.getByRole('button', { name: 'Practise with simulated boards' }).click()
  const box = page.getByRole('dialog', { name: 'A box of practice boards' })
  await box.getByLabel('How many').fill('2')
  await box.getByLabel('How fast their time runs').selectOption('20')
  await look(page, 'box')
  await box.getByRole('button', { name: 'Put them on the list' }).click()

  await expect(page).toHaveURL(/\/cards\/new\?board=/)
  await expect(page.getByRole('checkbox', { name: 'practice-2' })).toBeChecked()
  await page.getByRole('button', { name: 'Make a key' }).click()
  const key = page.getByRole('dialog')
  await key.getByRole('button', { name: 'Make the key' }).click()
  await key.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByLabel('SSH key')).toBeVisible()
  await look(page, 'prepare')
  await page.getByRole('button', { name: 'Prepare 2 cards' }).click()

  await expect(page).toHaveURL(/\/cards\/(?!new)/)
  await expect(page.getByText('Ready to write', { exact: true })).toHaveCount(2)
  await page.getByRole('button', { name: 'Write… the card of practice-1' }).click()
  await look(page, 'write')
  const dialog = page.getByRole('dialog')
  const now = dialog.getByRole('button', { name: 'Erase it and write' })
  await expect(now).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await writeCard(page, 'practice-1')
  await expect(page.getByText('Writing to the card reader')).toBeVisible()
  await look(page, 'writing')
  await writeCard(page, 'practice-2')
  await expect(page.getByText('the card is in, the board is off')).toHaveCount(2)
  await look(page, 'written')
  await page.getByRole('button', { name: 'Power all on' }).click()
  await expect(page.getByText('· key matches')).toHaveCount(2)
  await look(page, 'here')

  await page.getByRole('link', { name: 'Make a cluster with these' }).click()
  await expect(page.getByRole('checkbox', { name: 'practice-1' })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'practice-2' })).toBeChecked()
  await look(page, 'wizard')
  await page.getByRole('button', { name: /^Next: / }).click()
  await page.getByRole('button', { name: /^Create/ }).click()
  await expect(page.getByRole('heading', { name: 'All 2 machines are ready' })).toBeVisible()
  await look(page, 'cluster')
  await open(page, `${panel.url}/machines`)
  await expect(page.getByRole('list', { name: 'Machines' }).getByText('Practice', { exact: true })).toHaveCount(2)
  await look(page, 'machines')
  await context.close()
})
