import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ImagerList } from '@/lib/contracts/card-links'
import { NewCards } from '@/lib/contracts/cards'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { serveFile } from '@/lib/http/serve-file'
import { boardState } from '@/lib/shared/board-state'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'
import { addMachines } from '../machines/add-machines'
import { findMachine } from '../machines/queries'
import { createKey } from '../ssh-keys/create-key'
import { listCardLinks, makeCardLink, readImagerList, revokeCardLink, takeLinkedImage } from './card-links'
import { type BatchToMake, type CardMaker, useCardMaker } from './card-maker'
import { cardRecords } from './card-records'
import { deleteBatch } from './delete-batch'
import { imagesFolder } from './image-folder'
import { prepareCards } from './prepare-cards'
import { findBatch, listBatches } from './queries'
import { registerBoard } from './register-board'
import { removeExpiredCards } from './remove-expired-cards'
import { takeImage } from './take-image'

process.env['BUZZCRATE_DATA'] = mkdtempSync(path.join(tmpdir(), 'buzzcrate-cards-'))
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const admin: Actor = { userId: 'root', role: 'admin' }
const PANEL = 'http://192.168.1.2:3000'
let sshKeyId: string

/** Makes images of a few bytes when it is told to: what the worker does, without a worker. */
class FakeMaker implements CardMaker {
  begun: BatchToMake | undefined

  async start(_: Actor, batch: BatchToMake, prepare: Parameters<CardMaker['start']>[2]): Promise<void> {
    await db().$transaction(prepare)
    this.begun = batch
  }

  async finish(): Promise<void> {
    const records = cardRecords(databaseVault())
    for (const { imageId } of this.begun?.cards ?? []) {
      const content = randomBytes(1_000)
      const folder = path.join(imagesFolder(), 'cards', imageId)
      await mkdir(folder, { recursive: true })
      await writeFile(path.join(folder, 'card.img.xz'), content)
      await writeFile(path.join(folder, 'card.bmap'), '<bmap/>')
      const sha256 = createHash('sha256').update(content).digest('hex')
      const names = { fileName: 'card.img.xz', bmapFileName: 'card.bmap' }
      await records.ready(imageId, { ...names, bytes: 1_000, sha256, imageBytes: 4_096, imageSha256: 'c'.repeat(64) })
    }
  }
}

const maker = new FakeMaker()

beforeAll(async () => {
  for (const { userId, role } of [anna, ben, admin]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  sshKeyId = (await createKey(anna, { name: 'desk' })).id
  useCardMaker(maker)
  return () => useCardMaker(undefined)
})

beforeEach(async () => {
  await db().cardBatch.deleteMany()
  await db().cardLink.deleteMany()
  await db().machine.deleteMany()
  await db().secret.deleteMany({ where: { kind: { startsWith: 'card-' } } })
})

const wanted = (more: Partial<NewCards> = {}) =>
  NewCards.parse({
    ...{ newNames: ['bee-1', 'bee-2', 'bee-3'], profile: 'raspberry-pi-4', os: 'debian-12', sshKeyId, timeZone: 'UTC' },
    ...more,
  })

const cardOf = (imageId: string) => cardRecords(databaseVault()).request(imageId)

describe('preparing cards', () => {
  it('puts new boards on the list, each with a pinned key and a token of its own', async () => {
    const batch = await prepareCards(anna, wanted(), PANEL)
    expect(batch.cards.map(({ machine, status }) => `${machine.name} ${status}`)).toEqual([
      'bee-1 preparing',
      'bee-2 preparing',
      'bee-3 preparing',
    ])
    const requests = await Promise.all(batch.cards.map(({ id }) => cardOf(id)))
    for (const { hostKey, phoneHome, authorizedKeys } of requests) {
      expect(hostKey.publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]{68}$/)
      expect(hostKey.privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/)
      expect(phoneHome.token).toMatch(/^[\w-]{43}$/)
      expect(authorizedKeys).toHaveLength(1)
    }
    expect(new Set(requests.map(({ hostKey }) => hostKey.publicKey)).size).toBe(3)
    expect(new Set(requests.map(({ phoneHome }) => phoneHome.token)).size).toBe(3)
    expect(requests[0]).toMatchObject({ hostname: 'bee-1', phoneHome: { url: `${PANEL}/api/first-boot` } })
    const machine = await findMachine(anna, batch.cards[0]?.machine.id ?? '')
    expect(machine).toMatchObject({ address: undefined, hostKeyFingerprint: expect.stringMatching(/^SHA256:/) })
    expect(boardState(machine)).toBe('preparing')
  })

  it('gives each its own fixed address, and only what is derived of a passphrase', async () => {
    const network = { kind: 'static' as const, first: '10.0.0.253/24', gateway: '10.0.0.1', nameservers: ['10.0.0.1'] }
    const wifi = { ssid: 'hive', passphrase: 'honey and wax', country: 'AT' }
    await expect(prepareCards(anna, wanted({ network, wifi }), PANEL)).rejects.toMatchObject({ code: 'bad-input' })
    const batch = await prepareCards(anna, wanted({ network, wifi, newNames: ['bee-1', 'bee-2'] }), PANEL)
    const [, second] = await Promise.all(batch.cards.map(({ id }) => cardOf(id)))
    expect(second?.network).toMatchObject({
      address: { kind: 'static', address: '10.0.0.254/24' },
      wifi: { ssid: 'hive', psk: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    const rows = await db().$queryRaw<{ row: string }[]>`
      select to_jsonb(card_batch)::text as row from card_batch union all select to_jsonb(secret)::text from secret
      union all select to_jsonb(audit_entry)::text from audit_entry`
    expect(rows.map(({ row }) => row).join()).not.toContain('honey and wax')
  })

  it('leaves nothing behind when no image can be made', async () => {
    useCardMaker(undefined)
    const put = prepareCards(anna, wanted(), PANEL)
    await expect(put).rejects.toMatchObject({ code: expect.stringMatching(/^image-(source|tools)-missing$/) })
    useCardMaker(maker)
    const kind = { startsWith: 'card-' }
    expect([await db().machine.count(), await db().secret.count({ where: { kind } })]).toEqual([0, 0])
  })

  it('lets cards carry k3s when its release is here', async () => {
    const k3sVersion = 'v1.36.1+k3s1'
    const put = () => prepareCards(anna, wanted({ k3sVersion }), PANEL)
    await expect(put()).rejects.toMatchObject({ code: 'artifact-missing' })
    const { content, index } = appShelf()
    for (const [kind, name] of [
      ['k3s', 'k3s-arm64'],
      ['k3s-images', 'k3s-airgap-images-arm64.tar.zst'],
    ] as const) {
      const incoming = await content.receive()
      await incoming.write(Buffer.from(name))
      const stored = await incoming.finish()
      if (stored === undefined) throw new Error('nothing came')
      await index.put({ kind, name, version: k3sVersion, architecture: 'arm64', source: 'upload', ...stored })
    }
    await put()
    expect(maker.begun?.cards[0]?.k3s).toEqual({ k3sVersion, architecture: 'arm64', format: 'deb' })
  })

  it('makes no card whose board would report to itself', async () => {
    for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
      await expect(prepareCards(anna, wanted(), url)).rejects.toThrow('Boards cannot reach this panel')
    }
  })

  it.each([
    ['a name twice', { newNames: ['bee-1', 'bee-1'] }, 'machine-exists'],
    ['a board that nobody knows', { profile: 'toaster' }, 'bad-input'],
    ['a system that it cannot have', { os: 'armbian' }, 'bad-input'],
    ['a time zone that is none', { timeZone: 'Mars/Olympus' }, 'bad-input'],
    ['somebody else’s or no board', { machineIds: ['nobodys'] }, 'not-found'],
    ['no board at all', { newNames: [] }, 'bad-input'],
  ])('refuses %s', async (_, more, code) => {
    await expect(prepareCards(anna, wanted(more), PANEL)).rejects.toMatchObject({ code })
  })

  it('keeps the key of a board that runs until it starts from its new card, and then logs in as its card says', async () => {
    const [old] = await addMachines(anna, { list: 'pi-1 10.0.0.9', loginUser: 'pi', sshKeyId })
    const where = { id: old?.id ?? '' }
    await db().machine.update({ where, data: { hostKey: 'ssh-ed25519 AAAAold' } })
    await prepareCards(anna, wanted({ machineIds: [where.id], newNames: [] }), PANEL)
    expect(await db().machine.findUnique({ where })).toMatchObject({
      address: '10.0.0.9',
      hostKey: 'ssh-ed25519 AAAAold',
    })
    const request = await cardOf(maker.begun?.cards[0]?.imageId ?? '')
    const { hostKey, phoneHome } = request
    const report = { hostKey: hostKey.publicKey, addresses: ['10.0.0.10'], model: 'Raspberry Pi 4 Model B' }
    const said = { hostname: 'pi-1', machineId: 'a'.repeat(32), serial: '', macs: [], memoryMib: 0, ...report }
    await registerBoard(phoneHome.token, { ...said, architecture: '', os: '', cgroupControllers: '' }, '10.0.0.10')
    expect(await db().machine.findUnique({ where })).toMatchObject({
      ...{ address: '10.0.0.10', hostKey: hostKey.publicKey, loginUser: 'root' },
    })
  })
})

describe('finished cards', () => {
  it('forget their secrets, can be taken, and wait for their boards then', async () => {
    const batch = await prepareCards(anna, wanted({ newNames: ['bee-1'] }), PANEL)
    await maker.finish()
    expect(await db().secret.count({ where: { kind: { startsWith: 'card-' } } })).toBe(0)
    const [card] = (await findBatch(anna, batch.id)).cards
    expect(card).toMatchObject({
      status: 'ready',
      file: { name: 'bee-1.img.xz', bytes: 1_000, bmapName: 'bee-1.bmap' },
    })
    const state = async () => boardState(await findMachine(anna, card?.machine.id ?? ''))
    expect(await state()).toBe('image-ready')
    await takeImage(anna, card?.id ?? '', 'bee-1.img.xz', false)
    expect(await state()).toBe('image-ready')
    await takeImage(anna, card?.id ?? '', 'bee-1.img.xz', true)
    expect(await state()).toBe('waiting')
  })

  it('cannot be taken any more once their images were taken back', async () => {
    await prepareCards(anna, wanted({ newNames: ['bee-1'] }), PANEL)
    await maker.finish()
    const [card] = maker.begun?.cards ?? []
    await cardRecords(databaseVault()).takenBack(card?.imageId ?? '')
    const [batch] = await listBatches(anna)
    expect(batch?.cards[0]).toMatchObject({ status: 'removed', file: undefined })
  })

  it('are their owner’s alone, not an admin’s', async () => {
    const batch = await prepareCards(anna, wanted({ newNames: ['bee-1'] }), PANEL)
    await maker.finish()
    const imageId = batch.cards[0]?.id ?? ''
    for (const other of [ben, admin]) {
      expect(await listBatches(other)).toEqual([])
      await expect(findBatch(other, batch.id)).rejects.toMatchObject({ code: 'not-found' })
      await expect(takeImage(other, imageId, 'bee-1.img.xz', true)).rejects.toMatchObject({ code: 'not-found' })
      await expect(deleteBatch(other, batch.id)).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('lose their files when their time is over, and when their board is here', async () => {
    const batch = await prepareCards(anna, wanted({ newNames: ['bee-1', 'bee-2'] }), PANEL)
    await maker.finish()
    const [first, second] = batch.cards.map(({ id }) => id)
    const { path: file } = await takeImage(anna, first ?? '', 'bee-1.img.xz', false)
    const mine = () => Promise.resolve(true)
    expect(await removeExpiredCards(mine)).toBe(0)
    await db().boardImage.updateMany({ where: { id: first ?? '' }, data: { bootedAt: new Date() } })
    expect(await removeExpiredCards(mine)).toBe(1)
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await removeExpiredCards(mine, new Date(Date.now() + 15 * 86_400_000))).toBe(1)
    await expect(takeImage(anna, second ?? '', 'bee-2.img.xz', true)).rejects.toMatchObject({ code: 'not-found' })
    expect((await findBatch(anna, batch.id)).cards.map(({ status }) => status)).toEqual(['removed', 'removed'])
  })

  it('go with their batch: rows, tokens and files', async () => {
    const batch = await prepareCards(anna, wanted({ newNames: ['bee-1'] }), PANEL)
    await maker.finish()
    const { path: file } = await takeImage(anna, batch.cards[0]?.id ?? '', 'bee-1.img.xz', true)
    await deleteBatch(anna, batch.id)
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
    expect([await db().boardImage.count(), await db().firstBootToken.count()]).toEqual([0, 0])
  })
})

describe('the list for Raspberry Pi Imager', () => {
  const tokenOf = (listUrl: string) => /card-links\/([^/]+)\//.exec(listUrl)?.[1] ?? ''

  async function linked() {
    await prepareCards(anna, wanted({ newNames: ['bee-1', 'bee-2'] }), PANEL)
    await maker.finish()
    const link = await makeCardLink(anna, PANEL)
    return { link, token: tokenOf(link.listUrl) }
  }

  it('has what Imager wants of each card, and exactly this person’s', async () => {
    const { link, token } = await linked()
    expect(new URL(link.listUrl).pathname).toMatch(/^\/api\/card-links\/[\w-]{43}\/os_list\.json$/)
    expect(link.imagerUrl).toBe(`rpi-imager://open?repo=${encodeURIComponent(link.listUrl)}`)
    const list = await readImagerList(token, PANEL, '192.0.2.1')
    expect(ImagerList.strict().safeParse(list).success).toBe(true)
    expect(Object.keys(list).sort()).toEqual(['imager', 'os_list'])
    expect(list.os_list.map(({ name }) => name)).toEqual(['bee-1', 'bee-2'])
    const tags = list.imager.devices.flatMap((device) => device.tags)
    for (const os of list.os_list) {
      expect(os).toMatchObject({ init_format: 'none', extract_size: 4_096, image_download_size: 1_000 })
      expect(os.extract_sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(os.release_date).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(os.url).toMatch(/\/bee-\d\.img\.xz$/)
      expect(URL.canParse(os.icon)).toBe(true)
      expect(tags).toEqual(expect.arrayContaining([...os.devices]))
    }
  })

  it('leaves out cards whose board is here', async () => {
    const { token } = await linked()
    await db().boardImage.updateMany({ where: { machine: { name: 'bee-1' } }, data: { bootedAt: new Date() } })
    expect((await readImagerList(token, PANEL, '192.0.2.1')).os_list.map(({ name }) => name)).toEqual(['bee-2'])
  })

  it('opens for nobody who guesses, who comes late, or after it was revoked, and says the same each time', async () => {
    const { link, token } = await linked()
    const imageId = link.images[0]?.imageId ?? ''
    const wantedFile = { imageId, file: 'bee-1.img.xz' }
    await takeLinkedImage(token, wantedFile, '192.0.2.1', true)
    const words: string[] = []
    const refused = async (ask: Promise<unknown>) =>
      words.push(
        await ask.then(
          () => 'opened',
          (error: Error) => error.message,
        ),
      )
    await refused(readImagerList('x'.repeat(43), PANEL, '192.0.2.1'))
    await refused(readImagerList("' or 1=1", PANEL, '192.0.2.1'))
    await db().cardLink.updateMany({ data: { expiresAt: new Date(0) } })
    await refused(readImagerList(token, PANEL, '192.0.2.1'))
    await refused(takeLinkedImage(token, wantedFile, '192.0.2.1', true))
    await db().cardLink.updateMany({ data: { expiresAt: new Date(Date.now() + 1e6) } })
    await revokeCardLink(anna, link.id)
    await refused(takeLinkedImage(token, wantedFile, '192.0.2.1', true))
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toContain('This address is over')
    expect(await listCardLinks(anna)).toEqual([])
  })

  it('opens no card of somebody else, and none of a disabled account', async () => {
    const { link, token } = await linked()
    const bens = tokenOf((await makeCardLink(ben, PANEL)).listUrl)
    expect((await readImagerList(bens, PANEL, '192.0.2.1')).os_list).toEqual([])
    const image = { imageId: link.images[0]?.imageId ?? '', file: 'bee-1.img.xz' }
    await expect(takeLinkedImage(bens, image, '192.0.2.1', true)).rejects.toMatchObject({ code: 'not-found' })
    await db().user.update({ where: { id: 'anna' }, data: { banned: true } })
    await expect(readImagerList(token, PANEL, '192.0.2.1')).rejects.toMatchObject({ code: 'card-link-over' })
    await db().user.update({ where: { id: 'anna' }, data: { banned: false } })
  })

  it('keeps only a hash, and at most ten addresses a person', async () => {
    const made = [await makeCardLink(anna, PANEL)]
    while (made.length < 12) made.push(await makeCardLink(anna, PANEL))
    expect(await listCardLinks(anna)).toHaveLength(10)
    const rows = await db().$queryRaw<{ row: string }[]>`
      select to_jsonb(card_link)::text as row from card_link union all select to_jsonb(audit_entry)::text from audit_entry`
    const all = rows.map(({ row }) => row).join()
    expect(made.filter(({ listUrl }) => all.includes(tokenOf(listUrl)))).toEqual([])
  })

  it('bounds how often one address may ask', async () => {
    const asks = Array.from({ length: 2_001 }, () => readImagerList('', PANEL, '198.51.100.7').catch(String))
    expect((await Promise.all(asks)).at(-1)).toContain('Too much was asked')
  })

  it('serves an image whole, in parts, and without content, to whom has no session', async () => {
    const { link, token } = await linked()
    const taken = await takeLinkedImage(
      token,
      { imageId: link.images[0]?.imageId ?? '', file: 'bee-1.img.xz' },
      '192.0.2.1',
      true,
    )
    const ask = (method: string, headers = {}) =>
      serveFile(new Request('http://panel.test/', { method, headers }), taken)
    const head = await ask('HEAD')
    expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges'), head.body]).toEqual([
      200,
      '1000',
      'bytes',
      null,
    ])
    const whole = Buffer.from(await (await ask('GET')).arrayBuffer())
    expect(createHash('sha256').update(whole).digest('hex')).toBe(taken.sha256)
    const part = await ask('GET', { range: 'bytes=990-' })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 990-999/1000'])
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(990))).toBe(true)
    const last = await ask('GET', { range: 'bytes=-5', 'if-range': `"${taken.sha256}"` })
    expect(Buffer.from(await last.arrayBuffer()).equals(whole.subarray(995))).toBe(true)
    expect((await ask('GET', { range: 'bytes=1-2', 'if-range': '"another file"' })).status).toBe(200)
    await expect(ask('GET', { range: 'bytes=1000-' })).rejects.toMatchObject({ code: 'range-not-satisfiable' })
  })
})
