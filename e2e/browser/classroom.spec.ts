import { type Browser, type BrowserContext, expect as baseExpect, type Page, test } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { PanelClient } from '../panel-client'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

/**
 * A lesson with a teacher and three students, each in a browser of their own: roster, code, clusters before the bell, one
 * who gets stuck on purpose, a mark, a claim, a visit, milestones, a message, the end and its receipt.
 */
const expect = baseExpect.configure({ timeout: scaledMs(60_000) })
const MINUTE = 60_000
const SCHOOL = { viewport: { width: 1366, height: 768 } }
const SHOTS = process.env['CLASSROOM_SHOTS']

let panel: TestPanel
let teacherContext: BrowserContext
let teacher: Page
let client: PanelClient
let classId = ''

test.describe.configure({ mode: 'serial', timeout: scaledMs(240_000) })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  const cookie = await createFirstAccount(panel)
  client = new PanelClient(panel.url, cookie)
  teacherContext = await signedIn(browser, panel, cookie, SCHOOL)
  teacher = await teacherContext.newPage()
  teacher.setDefaultTimeout(scaledMs(30_000))
})
test.afterAll(async () => {
  await teacherContext?.close()
  await panel?.stop()
})

/** For somebody who looks at them by eye. */
async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

const classes = (rest: string) => `${panel.url}/classes/${classId}${rest}`
const tile = (name: string) => teacher.locator('[data-tile]').filter({ hasText: name })

test('a class is made with a name and a roster, and clusters before the bell', async () => {
  await open(teacher, `${panel.url}/classes`)
  await checkLooks(teacher)
  await teacher.getByRole('link', { name: 'New class' }).click()
  await teacher.getByLabel('Name', { exact: true }).fill('Networks 10b')
  await teacher.getByLabel('Seats').fill('5')
  await teacher.getByLabel('Roster, if you have one').fill('Amira\nBen\nChiara')
  await checkLooks(teacher)
  await teacher.getByRole('button', { name: 'Create the class' }).click()
  await expect(teacher.getByRole('heading', { level: 1, name: 'Networks 10b' })).toBeVisible()
  classId = /classes\/([^/]+)$/.exec(teacher.url())?.[1] ?? ''
  await expect(teacher.getByRole('cell', { name: 'Chiara', exact: true })).toBeVisible()
  // It begins now, so that what is seen is seen in its time.
  const now = Date.now()
  await client.call('PATCH', `/api/classes/${classId}`, {
    startsAt: now - MINUTE,
    endsAt: now + 44 * MINUTE,
    codeMode: 'roster',
    offer: { provider: 'practice', settings: { machines: 3, speed: 20, apps: ['go-echo'] } },
  })
  await open(teacher, classes(''))
  await checkLooks(teacher)
  await shoot(teacher, 'class')
  await teacher.getByRole('button', { name: 'Make the clusters now' }).click()
  await expect(teacher.getByText('whoever comes gets one at once')).toBeVisible({ timeout: scaledMs(120_000) })
})

test('slips and the code are there to print and to show', async () => {
  await open(teacher, classes('/slips'))
  await expect(teacher.getByRole('img', { name: 'QR code of Amira' })).toBeVisible()
  await checkLooks(teacher)
  await shoot(teacher, 'slips')
  await open(teacher, classes('/code'))
  await teacher.getByRole('button', { name: 'Make a code' }).click()
  await expect(teacher.getByRole('img', { name: 'QR code to join Networks 10b' })).toBeVisible()
  await checkLooks(teacher)
  await shoot(teacher, 'code')
})

interface Student {
  readonly context: BrowserContext
  readonly page: Page
}
const students = new Map<string, Student>()
test.afterAll(async () => {
  for (const { context } of students.values()) await context.close()
})

async function newBrowser(browser: Browser): Promise<Student> {
  const context = await browser.newContext(SCHOOL)
  const page = await context.newPage()
  page.setDefaultTimeout(scaledMs(30_000))
  return { context, page }
}

/** As a phone would open what the picture says. */
async function join(browser: Browser, name: string): Promise<Page> {
  const { code } = await client.call<{ code: { path: string } }>('GET', `/api/classes/${classId}`)
  const student = await newBrowser(browser)
  students.set(name, student)
  const { page } = student
  await open(page, `${panel.url}${code.path}`)
  await page.getByLabel('Which one are you?').selectOption({ label: name })
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('heading', { name: `Hello, ${name}` })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Your four words' })).toBeVisible()
  if (name === 'Amira') await checkLooks(page)
  await page.getByRole('button', { name: 'To my page' }).click()
  await expect(page).toHaveURL(/\/class$/)
  return page
}

const reached = (page: Page, title: string) =>
  page.getByRole('list', { name: 'Milestones' }).getByRole('listitem').filter({ hasText: title })
const pageOf = (name: string): Page => {
  const found = students.get(name)
  if (found === undefined) throw new Error(`${name} has not joined`)
  return found.page
}

test('students join by the code, and have their cluster at once', async ({ browser }) => {
  await open(teacher, classes('/wall'))
  await expect(tile('Amira')).toContainText('not here')
  for (const name of ['Amira', 'Ben']) {
    const page = await join(browser, name)
    await expect(reached(page, 'Cluster ready')).toHaveAttribute('data-reached', 'true')
    await expect(tile(name)).toContainText('cluster ready')
  }
  await checkLooks(pageOf('Amira'))
  await shoot(pageOf('Amira'), 'student')
})

test('a personal link brings somebody in, too', async ({ browser }) => {
  const { slips } = await client.call<{ slips: readonly { name: string; path: string }[] }>(
    'GET',
    `/api/classes/${classId}/slips`,
  )
  const student = await newBrowser(browser)
  students.set('Chiara', student)
  await open(student.page, `${panel.url}${slips.find(({ name }) => name === 'Chiara')?.path}`)
  await student.page.getByRole('button', { name: 'To my page' }).click()
  await expect(student.page.getByRole('heading', { name: 'Hello, Chiara' })).toBeVisible()
  await expect(tile('Chiara')).not.toContainText('not here')
})

test('milestones are seen by the panel while a student works', async () => {
  const amira = pageOf('Amira')
  const [echo] = await Promise.all([
    amira.waitForEvent('popup'),
    amira.getByRole('link', { name: 'Open go-echo' }).click(),
  ])
  await expect(echo.locator('body')).toContainText('hello')
  await echo.close()
  await expect(reached(amira, 'go-echo answered')).toHaveAttribute('data-reached', 'true')
  await amira.getByRole('button', { name: 'Set go-echo to three' }).click()
  await expect(reached(amira, 'Scaled to three')).toHaveAttribute('data-reached', 'true')
  await amira.getByRole('button', { name: /^Cut off / }).click()
  await expect(reached(amira, 'its pods moved')).toHaveAttribute('data-reached', 'true')
  await shoot(amira, 'student-cut-off')
  await amira.getByRole('button', { name: /^Bring .* back$/ }).click()
  await expect(reached(amira, 'Brought back')).toHaveAttribute('data-reached', 'true')
  await expect(tile('Amira')).toContainText('brought back')
})

test('a machine that fails marks its student within a minute, with what it says', async ({ browser }) => {
  const machines = { machines: 3, speed: 20, apps: ['go-echo'] }
  const offer = (troubles: readonly object[]) =>
    client.call('PATCH', `/api/classes/${classId}`, {
      offer: { provider: 'practice', settings: { ...machines, troubles } },
    })
  await offer([{ machine: 3, trouble: 'fails-at-join' }])
  await client.call('POST', `/api/classes/${classId}/students`, { text: 'Davi' })
  const davi = await join(browser, 'Davi')
  const create = davi.getByRole('button', { name: 'Create my cluster' })
  // Whoever comes late has theirs begun for them.
  if (await create.isVisible()) await create.click()
  await expect(tile('Davi')).toHaveAttribute('data-state', 'stuck')
  await expect(tile('Davi')).toContainText('The run is held')
  await expect(davi.getByText('Something did not work.')).toBeVisible()
  await offer([])
})

test('who is refused again and again is marked, who raises a hand is seen, and both are helped', async () => {
  const ben = pageOf('Ben')
  const began = Date.now()
  for (let time = 0; time < 3; time++) {
    const status = await ben.evaluate(async () => {
      const { status } = await fetch('/api/clusters/no-such-cluster/scale', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ namespace: 'default', deployment: 'go-echo', replicas: 3 }),
      })
      return status
    })
    expect(status).toBe(404)
  }
  await expect(tile('Ben')).toHaveAttribute('data-state', 'stuck')
  expect(Date.now() - began).toBeLessThan(scaledMs(60_000))
  await expect(tile('Ben')).toContainText('refused three things')
  await shoot(teacher, 'wall')
  await teacher.emulateMedia({ colorScheme: 'dark' })
  await shoot(teacher, 'wall-dark')
  await teacher.emulateMedia({ colorScheme: 'light' })

  const chiara = pageOf('Chiara')
  await chiara.getByRole('button', { name: 'Raise hand' }).click()
  await chiara.getByLabel('What is it about?').fill('kubectl says connection refused')
  await chiara.getByRole('dialog').getByRole('button', { name: 'Raise hand' }).click()
  await expect(chiara.getByText('Your hand is up: you are next.')).toBeVisible()
  await expect(tile('Chiara')).toContainText('kubectl says connection refused')
  await checkLooks(teacher)
  await shoot(teacher, 'wall-hand')

  await tile('Chiara').click()
  await expect(teacher.getByRole('dialog', { name: 'Chiara' })).toBeVisible()
  await expect(tile('Chiara')).toContainText('you are on the way')
  await expect(chiara.getByText(/is on the way to you/)).toBeVisible()
  await checkLooks(teacher)
  await teacher.getByRole('button', { name: 'Assist' }).click()
  await expect(teacher).toHaveURL(/\/clusters\//)
  await expect(teacher.getByText('All 3 machines answer')).toBeVisible()
  await expect(chiara.getByText(/helping on your cluster/)).toBeVisible()
  await shoot(chiara, 'student-banner')
})

test('the wall works by keyboard, as a list, and on a projector without telling who is stuck', async () => {
  await open(teacher, classes('/wall'))
  await teacher.locator('[data-tile]').first().focus()
  await teacher.keyboard.press('ArrowRight')
  const focused = teacher.locator('[data-tile]:focus')
  await expect(focused).toHaveCount(1)
  await teacher.keyboard.press('Enter')
  await expect(teacher.getByRole('dialog')).toBeVisible()
  await teacher.keyboard.press('Escape')
  await expect(teacher.getByRole('dialog')).toHaveCount(0)
  await teacher.getByRole('button', { name: 'As a list' }).click()
  await expect(teacher.getByRole('row').filter({ hasText: 'Ben' })).toContainText('refused three things')
  await checkLooks(teacher)
  await teacher.getByRole('button', { name: 'As tiles' }).click()
  await teacher.getByRole('button', { name: 'Projector' }).click()
  const screen = teacher.locator('[data-projector]')
  await expect(screen.getByText('Networks 10b')).toBeVisible()
  await expect(screen).not.toContainText('refused')
  await expect(screen).not.toContainText('connection refused')
  await shoot(teacher, 'projector')
  await screen.getByRole('button', { name: 'Leave the projector view' }).click()
  await expect(screen).toHaveCount(0)
})

test('a message reaches everybody, and more time', async () => {
  await teacher.getByRole('button', { name: 'Message to all' }).click()
  await teacher.getByLabel('What to say').fill('Five minutes to go.')
  await teacher.getByRole('button', { name: 'Send' }).click()
  for (const name of ['Amira', 'Ben', 'Chiara', 'Davi'])
    await expect(pageOf(name).getByText('Five minutes to go.')).toBeVisible()
  await pageOf('Amira').getByRole('button', { name: 'Put away' }).click()
  await expect(pageOf('Amira').getByText('Five minutes to go.')).toHaveCount(0)
  await teacher.getByRole('button', { name: '+ 15 min for all' }).click()
  const { endsAt } = await client.call<{ endsAt: number }>('GET', `/api/classes/${classId}`)
  await expect
    .poll(async () => (await client.call<{ endsAt: number }>('GET', `/api/classes/${classId}`)).endsAt)
    .toBeGreaterThanOrEqual(endsAt)
})

test('a student’s page fits a phone', async () => {
  const amira = pageOf('Amira')
  await checkLooks(amira)
  await amira.setViewportSize({ width: 360, height: 740 })
  await shoot(amira, 'student-360')
  await amira.setViewportSize(SCHOOL.viewport)
})

test('the end leaves nothing, and says so in one receipt', async () => {
  await open(teacher, classes('/wall'))
  await teacher.getByRole('button', { name: 'End class…' }).click()
  const dialog = teacher.getByRole('dialog')
  await expect(dialog.getByRole('link', { name: 'Progress as CSV' })).toBeVisible()
  await dialog.getByLabel('Type Networks 10b to confirm').fill('Networks 10b')
  await checkLooks(teacher)
  await dialog.getByRole('button', { name: 'End the class' }).click()
  await expect(teacher).toHaveURL(/\/runs\//)
  await expect
    .poll(async () => (await client.call<{ phase: string }>('GET', `/api/classes/${classId}`)).phase, {
      timeout: scaledMs(120_000),
    })
    .toBe('ended')
  await open(teacher, classes(''))
  await expect(teacher.getByText('This class has ended. 0 left.')).toBeVisible()
  await checkLooks(teacher)
  await shoot(teacher, 'receipt')
  // Whoever was in it is out, and is led to the ways in.
  await expect(pageOf('Amira')).not.toHaveURL(/\/class$/)
})
