import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { CardSourcesData } from '@/lib/contracts/card-sources'
import type { ListedBatch, ListedCard } from '@/lib/contracts/cards'
import { scaledMs } from '@/lib/testing/pace'
import { startPanel, type TestPanel } from '../panel'
import { createFirstAccount } from '../panel-account'
import { PanelClient } from '../panel-client'

// What a person does in the browser, on the built panel: bring a system, prepare two cards of it, download them. The
// system is made of this machine's own files; only its kernel and boot loader are stand-ins. No board starts here.

const SLOT = 'root debian-12-amd64.tar'
const PANEL_URL = 'http://panel.lan:3000'
const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-cards-'))
const at = (name: string) => path.join(folder, name)
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 })
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let panel: TestPanel
let cookie = ''
let client: PanelClient

beforeAll(async () => {
  panel = await startPanel({ env: { BUZZCRATE_URL: PANEL_URL } })
  cookie = await createFirstAccount(panel)
  client = new PanelClient(panel.url, cookie)
}, scaledMs(120_000))
afterAll(async () => {
  await panel.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A root file system out of this machine's own, as a tar that GNU tar has made and packed. */
function rootOfThisMachine(): Buffer {
  const root = at('root')
  for (const name of ['boot', 'dev', 'etc/ssh', 'etc/systemd/system', 'proc', 'root', 'usr/bin', 'usr/sbin', 'var/lib'])
    mkdirSync(path.join(root, name), { recursive: true })
  const own = [
    'usr/lib/os-release',
    'usr/bin/env',
    'usr/bin/bash',
    'usr/bin/tar',
    'usr/share/zoneinfo',
    'etc/ld.so.conf.d',
  ]
  for (const name of own.filter((one) => existsSync(`/${one}`)))
    cpSync(`/${name}`, path.join(root, name), { recursive: true, verbatimSymlinks: true })
  writeFileSync(path.join(root, 'etc/shadow'), 'root:$6$salt$hash:19000::::::\n', { mode: 0o640 })
  writeFileSync(path.join(root, 'boot/vmlinuz-6.1.0-1-amd64'), 'a kernel '.repeat(1000))
  writeFileSync(path.join(root, 'boot/initrd.img-6.1.0-1-amd64'), 'a first file system '.repeat(1000))
  mkdirSync(path.join(root, 'usr/lib/systemd/boot/efi'), { recursive: true })
  writeFileSync(path.join(root, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'), 'a loader')
  run('tar', '-C', root, '--owner=0', '--group=0', '--sort=name', '-czf', at('root.tar.gz'), '.')
  return readFileSync(at('root.tar.gz'))
}

const sources = () => client.call<CardSourcesData>('GET', '/api/card-sources')
const lacking = async () => {
  const { profiles } = await client.call<{ profiles: readonly BoardProfileFacts[] }>('GET', '/api/board-profiles')
  return profiles.find(({ id }) => id === 'efi-amd64')?.systems.find(({ id }) => id === 'debian-12')?.missing
}

async function prepared(names: readonly string[], sshKeyId: string): Promise<readonly ListedCard[]> {
  const { batch } = await client.call<{ batch: ListedBatch }>('POST', '/api/cards', {
    ...{ profile: 'efi-amd64', os: 'debian-12', newNames: names, sshKeyId, timeZone: 'Europe/Vienna' },
  })
  const look = async () => (await client.call<{ batch: ListedBatch }>('GET', `/api/cards/${batch.id}`)).batch
  await expect
    .poll(async () => (await look()).cards.map(({ status }) => status), { timeout: scaledMs(240_000), interval: 500 })
    .toEqual(names.map(() => 'ready'))
  return (await look()).cards
}

/** By two ranges, as a download that broke goes on. */
async function downloaded({ id, file }: ListedCard): Promise<Buffer> {
  const url = `${panel.url}/api/cards/images/${id}/${file?.name}`
  const half = Math.floor((file?.bytes ?? 0) / 2)
  const parts: Buffer[] = []
  for (const range of [`bytes=0-${half - 1}`, `bytes=${half}-`]) {
    const response = await fetch(url, { headers: { cookie, range } })
    expect(response.status).toBe(206)
    parts.push(Buffer.from(await response.arrayBuffer()))
  }
  return Buffer.concat(parts)
}

const bases = () => {
  const home = path.join(panel.dataDir, 'images', 'bases')
  return readdirSync(home)
    .filter((name) => name.endsWith('.img'))
    .map((name) => [name, sum(readFileSync(path.join(home, name)))] as const)
}

it('brings a system over HTTP, makes the cards of two boards, and lets them be downloaded', async () => {
  expect(await lacking()).toEqual([expect.stringContaining('is not on this panel')])
  const root = rootOfThisMachine()
  const query = new URLSearchParams({ slot: SLOT, name: 'root.tar.gz', sha256: sum(root) })
  const put = await fetch(`${panel.url}/api/card-sources/upload?${query}`, {
    ...{ method: 'PUT', headers: { cookie }, body: new Uint8Array(root) },
  })
  expect(put.status).toBe(200)
  const seen = async () => (await sources()).sources.find(({ slot }) => slot === SLOT)
  await expect.poll(async () => (await seen())?.kept?.sha256, { timeout: scaledMs(60_000) }).toBe(sum(root))
  const release = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/usr/lib/os-release', 'utf8'))?.[1]
  expect((await seen())?.kept?.facts).toMatchObject({ system: release, firstBoot: 'plain' })
  expect(await lacking()).toEqual([])

  const { key } = await client.call<{ key: { id: string; publicKey: string } }>('POST', '/api/ssh-keys', {
    name: 'desk',
  })
  const cards = await prepared(['bee-1', 'bee-2'], key.id)
  const hostKeys = new Set<string>()
  for (const card of cards) {
    const name = card.machine.name
    const bytes = await downloaded(card)
    expect(sum(bytes)).toBe(card.file?.sha256)
    writeFileSync(at(`${name}.img.xz`), bytes)
    run('xz', '-dk', at(`${name}.img.xz`))
    const image = at(`${name}.img`)
    expect(readFileSync(image).length).toBe(card.bytes)
    const table = JSON.parse(run('sfdisk', '--json', image)).partitiontable
    expect(table.partitions.map(({ start }: { start: number }) => start)).toEqual([2048, 1_050_624])
    const root = `${image}?offset=${1_050_624 * 512}`
    run('e2fsck', '-fn', root)
    run('dd', 'bs=1M', 'skip=1', 'count=512', `if=${image}`, `of=${at('esp')}`, 'status=none')
    run('fsck.vfat', '-n', at('esp'))
    const read = (file: string) => run('debugfs', '-R', `cat ${file}`, root)
    const inode = (file: string) => run('debugfs', '-R', `stat ${file}`, root)
    expect(read('/etc/hostname')).toBe(`${name}\n`)
    expect(read('/etc/buzzcrate/panel-url')).toBe(`${PANEL_URL}/api/first-boot\n`)
    expect(read('/root/.ssh/authorized_keys').trim()).toBe(key.publicKey)
    expect(read('/etc/shadow')).toMatch(/^root:!/)
    expect(inode('/etc/buzzcrate/token')).toMatch(/Mode:\s+0600.*User:\s+0\s+Group:\s+0/s)
    hostKeys.add(read('/etc/ssh/ssh_host_ed25519_key.pub'))
    rmSync(image)
  }
  expect(hostKeys.size).toBe(2)

  // The same system gives the same base, byte by byte, when it is made anew.
  const before = bases()
  expect(before).toHaveLength(1)
  for (const [name] of before) rmSync(path.join(panel.dataDir, 'images', 'bases', name))
  await prepared(['bee-3'], key.id)
  expect(bases()).toEqual(before)
})
