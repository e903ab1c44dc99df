import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import type { NewLink } from '@/lib/contracts/card-links'
import type { ListedMachine } from '@/lib/contracts/machines'
import { newId } from '@/lib/core/ids'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { PanelClient } from '../panel-client'
import { checkLooks } from './check-looks'
import { open } from './open'
import { signedIn } from './signed-in'

let panel: TestPanel
let cookie = ''

test.beforeAll(async () => {
  test.setTimeout(scaledMs(120_000))
  panel = await startPanel()
  cookie = await createFirstAccount(panel)
})
test.afterAll(() => panel.stop())

interface Made {
  readonly batchId: string
  readonly machines: readonly ListedMachine[]
  readonly tokens: readonly string[]
  readonly content: Buffer
}

const hostKey = generateKeyPair('board').publicKey

/** Boards with finished cards, as the worker leaves them: images are built elsewhere, see e2e/images. */
async function finishedCards(client: PanelClient): Promise<Made> {
  const { key } = await client.call<{ key: { id: string } }>('POST', '/api/ssh-keys', { name: 'desk' })
  const list = 'name,address,profile\nbee-1,,raspberry-pi-4\nbee-2,,raspberry-pi-4\nbee-3,,odroid-c2\n'
  const body = { list, loginUser: 'root', sshKeyId: key.id }
  const { machines } = await client.call<{ machines: readonly ListedMachine[] }>('POST', '/api/machines', body)
  const database = new pg.Client(panel.databaseUrl)
  await database.connect()
  const [batchId, content] = [newId(), randomBytes(300_000)]
  const sha256 = createHash('sha256').update(content).digest('hex')
  const settings = { timeZone: 'UTC', network: { kind: 'dhcp' }, sshKeyId: key.id, panelUrl: panel.url, clockMs: 0 }
  const tokens: string[] = []
  try {
    await database.query(
      `insert into card_batch (id, "ownerId", name, settings)
       select $1, "ownerId", 'Cards for 3 boards', $2 from machine where id = $3`,
      [batchId, settings, machines[0]?.id],
    )
    for (const { id, profile } of machines) {
      const [imageId, token] = [newId(), randomBytes(32).toString('base64url')]
      tokens.push(token)
      await database.query('update machine set "hostKey" = $1 where id = $2', [hostKey, id])
      await database.query(
        `insert into board_image (id, "batchId", "machineId", profile, os, status, "hostKey", bytes, sha256, file,
           "fileBytes", "fileSha256", "bmapFile", "readyAt", "expiresAt")
         values ($1, $2, $3, $4, 'debian-12', 'ready', $5, 4096000, $6, 'card.img.xz', $7, $6, 'card.bmap', now(),
           now() + interval '1 day')`,
        [imageId, batchId, id, profile, hostKey, sha256, content.length],
      )
      const hash = createHash('sha256').update(token).digest('hex')
      await database.query(
        `insert into first_boot_token ("imageId", hash, "expiresAt") values ($1, $2, now() + interval '1 day')`,
        [imageId, hash],
      )
      const folder = path.join(panel.dataDir, 'images', 'cards', imageId)
      mkdirSync(folder, { recursive: true })
      writeFileSync(path.join(folder, 'card.img.xz'), content)
      writeFileSync(path.join(folder, 'card.bmap'), '<bmap/>')
    }
  } finally {
    await database.end()
  }
  return { batchId, machines, tokens, content }
}

/** As the script on the board does it: no cookie, no browser. */
const firstBoot = (token: string | undefined, more: object) =>
  fetch(`${panel.url}/api/first-boot`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ hostname: 'bee-1', machineId: 'a'.repeat(32), model: 'Raspberry Pi 4 Model B Rev 1.4', serial: '1' },
      ...{ macs: ['dc:a6:32:01:02:03'], hostKey, addresses: ['10.255.0.21'], memoryMib: 3788, os: 'Debian 12' },
      ...more,
    }),
  })

test('from finished cards to boards that appear by themselves, and into the wizard', async ({ browser }) => {
  test.setTimeout(scaledMs(300_000))
  const client = new PanelClient(panel.url, cookie)
  const { batchId, tokens, content } = await finishedCards(client)
  const context = await signedIn(browser, panel, cookie)
  const page = await context.newPage()
  const shot = (name: string) => page.screenshot({ path: `test-results/boards/${name}.png` })

  await open(page, `${panel.url}/machines`)
  await expect(page.getByRole('list', { name: 'Machines' }).getByText('no address yet')).toHaveCount(3)
  await checkLooks(page)
  await shot('machines-table')
  await page.getByRole('button', { name: 'Desk', exact: true }).click()
  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.getByRole('button', { name: 'bee-1: row 1, column 1' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: 'bee-2: row 1, column 1' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'bee-1: row 1, column 2' })).toBeFocused()
  await checkLooks(page)
  await shot('machines-desk')

  for (const address of ['/cards', '/cards/new', '/machines/labels']) {
    await open(page, `${panel.url}${address}`)
    await checkLooks(page)
    await shot(address.replaceAll('/', '-').slice(1))
  }

  await open(page, `${panel.url}/cards/${batchId}`)
  await expect(page.getByText('Ready to write', { exact: true })).toHaveCount(3)
  await page.getByRole('button', { name: 'Make an address for it' }).click()
  await expect(page.getByRole('link', { name: 'Open in Raspberry Pi Imager' })).toHaveAttribute(
    'href',
    /^rpi-imager:\/\/open\?repo=http/,
  )
  await checkLooks(page)

  // As Imager would: no cookie, HEAD first, then the whole, then a part of it.
  const listUrl = decodeURIComponent(
    ((await page.getByRole('link', { name: 'Open in Raspberry Pi Imager' }).getAttribute('href')) ?? '').split(
      'repo=',
    )[1] ?? '',
  )
  const { os_list: listed } = await (await fetch(listUrl)).json()
  expect(listed.map((one: { name: string }) => one.name)).toEqual(['bee-1', 'bee-2', 'bee-3'])
  const head = await fetch(listed[0].url, { method: 'HEAD' })
  const told = ['accept-ranges', 'content-length', 'x-file-bytes'].map((name) => head.headers.get(name))
  expect([head.status, ...told]).toEqual([200, 'bytes', String(content.length), null])
  await expect(page.getByText('Waiting for first boot')).toHaveCount(0)
  const whole = Buffer.from(await (await fetch(listed[0].url)).arrayBuffer())
  expect(whole.equals(content)).toBe(true)
  const part = await fetch(listed[0].url, { headers: { range: 'bytes=299990-' } })
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10])
  const odd = await fetch(listUrl.replace(/card-links\/./, 'card-links/_'))
  expect([404, 200].indexOf(odd.status)).toBe(0)

  // It was taken: the page waits, by the second, without a reload.
  await expect(page.getByText(/Waiting for first boot… \d\d:\d\d/)).toBeVisible()
  await shot('batch-waiting')
  await page.getByRole('button', { name: 'Not there?' }).click()
  await expect(page.getByRole('heading', { name: 'bee-1 does not appear' })).toBeVisible()
  await checkLooks(page)
  await shot('not-there')
  await page.keyboard.press('Escape')

  expect((await firstBoot(tokens[0], {})).status).toBe(200)
  await expect(page.getByText('10.255.0.21 · key matches')).toBeVisible()
  expect((await firstBoot(tokens[0], { hostKey: generateKeyPair('x').publicKey })).status).toBe(401)
  expect((await firstBoot('x'.repeat(43), {})).status).toBe(401)
  // Another kind of board, in the wrong card.
  expect((await firstBoot(tokens[2], { addresses: ['10.255.0.23'] })).status).toBe(200)
  await expect(page.getByText('Needs your word')).toBeVisible()
  await checkLooks(page)
  await shot('batch-asks')
  await page.getByRole('link', { name: 'Decide' }).click()
  await expect(page.getByText(/the card was made for another kind, Odroid C2/)).toBeVisible()
  await checkLooks(page)
  await shot('board-asks')
  await page.getByRole('button', { name: 'Accept it' }).click()
  await expect(page.getByText('Is this the right board?')).toHaveCount(0)

  await open(page, `${panel.url}/cards/${batchId}`)
  await page.getByRole('link', { name: 'Make a cluster with these' }).click()
  await expect(page.getByRole('checkbox', { name: 'Use bee-1' })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Use bee-2' })).not.toBeChecked()
  await page.getByRole('tab', { name: 'Desk' }).click()
  await expect(page.getByRole('checkbox', { name: 'Use bee-3' })).toBeChecked()
  await checkLooks(page)
  await shot('wizard-desk')
  await context.close()
})

test('an address without a session is told once and kept as a hash', async () => {
  const client = new PanelClient(panel.url, cookie)
  const { link } = await client.call<{ link: NewLink }>('POST', '/api/cards/links')
  const { links } = await client.call<{ links: readonly { id: string }[] }>('GET', '/api/cards/links')
  expect(links.map(({ id }) => id)).toContain(link.id)
  expect(JSON.stringify(links)).not.toContain(link.listUrl)
  await client.call('DELETE', `/api/cards/links/${link.id}`)
  expect((await fetch(link.listUrl)).status).toBe(404)
})
