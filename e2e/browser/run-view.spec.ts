import { readFile } from 'node:fs/promises'
import { type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import type { PracticeState, TroubleRequest } from '@/lib/contracts/practice'
import type { ClusterRequest } from '@/lib/providers/cluster-request'
import type { PracticeSpeed } from '@/lib/shared/practice/practice-data'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount, signIn } from '../panel-account'
import { PanelClient } from '../panel-client'
import { checkLooks } from './check-looks'
import { open, reopen } from './open'
import { signedIn } from './signed-in'

/** A practice cluster's run in which one machine fails: the same engine, steps and log as with real machines. */
const expect = baseExpect.configure({ timeout: scaledMs(60_000) })
const FAILING = 'crate-2-fails-at-join'

let panel: TestPanel
let client: PanelClient
let cookie = ''
let context: BrowserContext
let page: Page
let clusterId = ''

test.describe.configure({ mode: 'serial', timeout: scaledMs(240_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
  client = new PanelClient(panel.url, cookie)
  context = await signedIn(browser, panel, cookie, { permissions: ['clipboard-read', 'clipboard-write'] })
  page = await context.newPage()
})
test.afterAll(async () => {
  await context?.close()
  await panel?.stop()
})

const log = () => page.getByRole('log')
const lines = () => log().getByRole('button', { name: /, link to line \d+$/ })
const tool = (name: string | RegExp) =>
  page.getByRole('region', { name: /^Log: / }).getByRole('button', { name, exact: true })
const runUrl = () => `${panel.url}/clusters/${clusterId}/runs/1`

test('home shows a run in small as it goes on, and then that it needs somebody', async () => {
  await open(page, panel.url)
  // Read as it changes: how fast the run is, and how slow this browser, decides which of them a look would find.
  await page.evaluate(() => {
    const steps = new Set<string>()
    Object.assign(window, { steps })
    new MutationObserver(() => {
      const [words] = /\d+ of \d+ steps/.exec(document.body.textContent ?? '') ?? []
      if (words !== undefined) steps.add(words)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  clusterId = (await createPractice('crate', 5)).clusterId
  const train = page.getByRole('img', { name: 'Progress of Creating crate' })
  await expect(train).toBeVisible()
  await expect(train.getByText(FAILING)).toBeVisible()
  await expect(page.getByText('Creating crate: a step failed and waits for you.')).toBeVisible()
  const seen = await page.evaluate(() => ('steps' in window && window.steps instanceof Set ? window.steps.size : 0))
  expect(seen).toBeGreaterThan(1)
  await page.getByRole('link', { name: 'Open the run' }).click()
  await expect(page).toHaveURL(runUrl())
})

test('a failed run says what happened, and what to do', async () => {
  const card = page.getByRole('region', { name: 'What failed' })
  await expect(card.getByText(`failed on ${FAILING}`)).toBeVisible()
  await expect(page.getByText(`The run waits at ${FAILING}.`)).toBeVisible()
  await card.getByText('Details for a report').click()
  await expect(card.getByText('"machine": "crate-2-fails-at-join"')).toBeVisible()
  await expect(card.getByRole('button', { name: 'Retry from here' })).toBeEnabled()
  await expect(card.getByRole('button', { name: 'Clean up…' })).toBeEnabled()
  await checkLooks(page)
})

test('the log is searched, folded, followed and paused', async () => {
  await page.getByRole('button', { name: /^crate-1, Install: done/ }).click()
  await expect(lines().first()).toBeVisible()
  await page.getByLabel('Search in this log').fill('k3s')
  const hits = page.getByText(/^1 of \d+$/)
  await expect(hits).toBeVisible()
  await page.getByLabel('Search in this log').press('Enter')
  await expect(page.getByText(/^[12] of \d+$/)).toBeVisible()
  await page.getByLabel('Search in this log').fill('there is no such text')
  await expect(page.getByRole('region', { name: /^Log: / }).getByText('none', { exact: true })).toBeVisible()
  await page.getByLabel('Search in this log').fill('')

  // The run waits for somebody and the log has been searched: nothing is still on its way into it.
  const all = await lines().count()
  await tool('Fold').click()
  await expect(
    log()
      .getByRole('button', { name: /^Show \d+ lines$/ })
      .first(),
  ).toBeVisible()
  expect(await lines().count()).toBeLessThan(all)
  await tool('Unfold').click()
  await expect(log().getByRole('button', { name: /^Show \d+ lines$/ })).toHaveCount(0)

  const following = page.getByRole('region', { name: /^Log: / }).getByRole('button', { name: /^(Following|Paused)$/ })
  const was = await following.getAttribute('aria-pressed')
  await page.keyboard.press('Escape')
  await following.click()
  await expect(following).toHaveAttribute('aria-pressed', was === 'true' ? 'false' : 'true')
})

test('a line has a link that opens its station again, and the log is copied and downloaded', async () => {
  const link = lines().first()
  const seq = /\d+$/.exec((await link.getAttribute('aria-label')) ?? '')?.[0]
  await link.click()
  await expect(page).toHaveURL(`${runUrl()}#line-${seq}`)
  // Another station, then the link from somewhere else.
  await page.getByRole('button', { name: /^crate-3, Reach: done/ }).click()
  await open(page, 'about:blank')
  await open(page, `${runUrl()}#line-${seq}`)
  await expect(page.getByRole('region', { name: /^Log: crate-1 Install/ })).toBeVisible()
  const marked = log().getByRole('button', { name: new RegExp(`, link to line ${seq}$`) })
  await expect(marked).toBeInViewport()

  await tool('Copy').click()
  await expect(tool('Copied')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.split('\n').length).toBeGreaterThan(1)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download', exact: true }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  const [firstLine = ''] = copied.split('\n')
  expect(text).toContain(firstLine)
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \S+ /)
})

test('once the cause is mended, the run goes on from where it failed', async () => {
  await setTrouble(clusterId, FAILING, 'none')
  await open(page, runUrl())
  await page.getByRole('button', { name: new RegExp(`^${FAILING}, [A-Z][a-z]+: failed`) }).click()
  await page.getByRole('button', { name: 'Retry from here' }).click()
  await expect(page.getByRole('heading', { name: /^All 3 machines are ready/ })).toBeVisible({
    timeout: scaledMs(120_000),
  })
  await checkLooks(page)
  const { events } = await client.readRun(await runId(clusterId))
  const begun = events.flatMap((event) => (event.type === 'started' ? [event.node] : []))
  // What was done stayed done: only the steps of the one machine were begun again.
  const twice = begun.filter((node, index) => begun.indexOf(node) < index)
  expect(twice.length).toBeGreaterThan(0)
  expect(twice.filter((node) => !node.startsWith(FAILING))).toEqual([])
})

test('a clean-up that cannot reach a dead machine goes on without it, and says what is left', async () => {
  const { clusterId: gone } = await createPractice('gone', 20)
  const id = await runId(gone)
  await client.untilRunIs(id, 'held', scaledMs(120_000))
  await setTrouble(gone, 'gone-2-fails-at-join', 'broken')
  await open(page, `${panel.url}/clusters/${gone}/runs/1`)
  await page.getByRole('button', { name: 'Clean up…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Clean up', exact: true }).click()
  for (let given = 0; (await restOf(id, given)) === 'stuck'; given += 1) {
    // The page as it is now opens the station that needs somebody.
    await reopen(page)
    await expect(page.getByText('Clean-up stuck', { exact: true }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Leave it and go on…' }).click()
    await expect(page.getByRole('dialog')).toContainText('gone-2-fails-at-join')
    await page.getByRole('button', { name: 'Leave it there' }).click()
  }
  await expect(page.getByRole('heading', { name: 'Taken back in part' })).toBeVisible()
  await expect(page.getByText(/Taken back as far as it went\. .* on gone-2-fails-at-join\.$/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^gone-2-fails-at-join, .*: left behind/ }).first()).toBeVisible()
  await checkLooks(page)
})

test('ending the other sessions closes their live pages at once', async ({ browser }) => {
  const other = await signedIn(browser, panel, await signIn(panel))
  const live = await other.newPage()
  await open(live, `${panel.url}/clusters/${clusterId}`)
  await expect(live.getByText('Live', { exact: true }).first()).toBeVisible()
  await open(page, `${panel.url}/settings`)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(live).toHaveURL(/\/sign-in\?next=/, { timeout: scaledMs(10_000) })
  await expect(page.getByText('You are signed in here only.')).toBeAttached()
  await other.close()
})

const createPractice = (name: string, speed: PracticeSpeed) =>
  client.call<{ clusterId: string }>('POST', '/api/clusters', {
    provider: 'practice',
    name,
    machines: 3,
    speed,
    apps: [],
    troubles: [{ machine: 2, trouble: 'fails-at-join' }],
  } satisfies ClusterRequest)

async function setTrouble(id: string, name: string, trouble: TroubleRequest['trouble']): Promise<void> {
  const { machines } = await client.call<PracticeState>('GET', `/api/clusters/${id}/practice`)
  const machineId = machines.find((machine) => machine.name === name)?.machineId
  await client.call('POST', `/api/clusters/${id}/practice`, { machineId, trouble })
}

async function runId(id: string): Promise<string> {
  const { runs } = await client.call<{ runs: readonly { id: string; number: number }[] }>('GET', `/api/clusters/${id}`)
  const run = runs.find(({ number }) => number === 1)
  if (run === undefined) throw new Error('the cluster has no run')
  return run.id
}

/** Where a clean-up rests once so many steps of it were given up. */
async function restOf(id: string, given: number): Promise<string> {
  let status = ''
  await expect
    .poll(async () => {
      const { run, events } = await client.readRun(id)
      const seen = events.filter((event) => event.type === 'undo_given_up').length
      status = seen === given ? run.status : 'running'
      return status
    })
    .toMatch(/^(stuck|undone)$/)
  return status
}
