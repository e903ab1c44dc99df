import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContentStore } from '@/lib/artifacts/content-store'
import { readBaseFacts } from '@/lib/imaging/build/base-facts'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { readLayout } from '@/lib/imaging/build/read-layout'
import { readExt4, statExt4 } from '@/lib/imaging/ext4/read-ext4'
import { listFat, readFat } from '@/lib/imaging/fat/edit-fat'
import { allProfiles, findProfile } from '@/lib/imaging/profiles/find-profile'
import { slotsOf } from '@/lib/imaging/sources/choose-sources'
import { sourceKind } from '@/lib/imaging/sources/source-kind'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { archRoot, debianRoot } from '@/lib/testing/imaging/stand-in-root'

// Structure of every board's image, out of small stand-ins for root file systems and boot loaders: what is proved is
// where bytes go, not that a board starts.

const { signal } = new AbortController()
const quiet = { signal, onLine: () => undefined }
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-imaging-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** Reads both, which is faster than summing a gigabyte of holes. */
const same = (a: string, b: string): boolean => spawnSync('cmp', ['--silent', a, b]).status === 0

const built = allProfiles.flatMap((profile) =>
  profile.osSources
    .filter((source) => sourceKind(source.id).how !== 'image')
    .map((source) => [`${profile.id} with ${source.id}`, profile, source] as const),
)

const kindOf = ([, profile, source]: (typeof built)[number]) => `${profile.bootFiles.kind} ${source.id}`
const ownBase = new Set(
  built
    .filter((board, index) => built.findIndex((one) => kindOf(one) === kindOf(board)) === index)
    .map(([label]) => label),
)

/** A builder of its own, with stand-ins for all that the board needs. */
async function prepared(name: string, [, profile, source]: (typeof built)[number]) {
  const home = path.join(folder, name)
  const shelf = new SourceShelf(new ContentStore(path.join(home, 'content')), home)
  const { main, bootLoader } = slotsOf(profile, source)
  const folderOf = profile.bootLoader.where.split(':')[1] ?? ''
  const loaders = profile.bootLoader.writes.map(({ file }) => `${folderOf}${file}`)
  const root = source.id === 'debian-12' ? debianRoot(folderOf.startsWith('/') ? loaders : []) : archRoot()
  await shelf.put(main, 'root.tar.gz', once(gzipSync(root)), { checkedBy: 'made here' })
  for (const slot of bootLoader) {
    const bytes = Buffer.alloc(60_000, slot.kind === 'boot-loader' ? slot.file : '')
    await shelf.put(slot, 'loader', once(bytes), { checkedBy: 'made here', standIn: true })
  }
  return { home, images: new ImageFolder(home, shelf) }
}

describe.each(built)('%s', (...board) => {
  const [label, profile, source] = board

  it('has an image whose every part is where it belongs, twice the same', async () => {
    const twice: string[] = []
    const request = cardSample({ profileId: profile.id, osId: source.id })
    const first = await prepared(`${label}-a`.replaceAll(' ', '-'), board)
    // A base of its own for one board of each kind; for the others a second card of the same base.
    const second = ownBase.has(label) ? await prepared(`${label}-b`.replaceAll(' ', '-'), board) : first
    for (const [imageId, { home, images }] of [
      ['card0001', first],
      ['card0002', second],
    ] as const) {
      const base = await images.base(profile.id, source.id, quiet)
      await images.patch(base, imageId, request, quiet)
      const image = await images.fileOf(imageId, 'card.img')
      twice.push(image)
      if (imageId === 'card0002') continue

      const checks = await images.check('card0001', request, quiet)
      expect(checks.filter(({ wrong }) => wrong !== '')).toEqual([])
      expect(checks.length).toBeGreaterThan(20)
      const facts = await readBaseFacts(path.join(home, 'bases', `${base.key}.json`))
      if (facts === undefined) throw new Error('no facts')
      const layout = await readLayout(image, facts.bytes, signal)
      expect(layout.table).toBe(profile.disk.table)
      expect(layout.partitions.map(({ startByte }) => startByte / 512)).toEqual(
        profile.disk.partitions.map(({ startSector }) => startSector),
      )
      expect(facts.bootLoaderWrites).toHaveLength(profile.bootLoader.writes.length)

      const scratch = path.join(home, 'look')
      await mkdir(scratch)
      const look = { signal, scratch }
      const root = { image, offsetBytes: facts.partitions.at(-1)?.startByte ?? 0 }
      const wanted = [
        '/etc/shadow',
        '/etc/fstab',
        '/etc/ssh/ssh_host_rsa_key',
        '/var/lib/dbus/machine-id',
        '/usr/bin/su',
        '/usr/bin/game',
        '/dev/null',
      ]
      const entries = await statExt4(root, wanted, look)
      expect(entries.get('/usr/bin/su')).toMatchObject({ mode: 0o4755, uid: 0 })
      expect(entries.get('/usr/bin/game')).toMatchObject({ mode: 0o2755, uid: 5, gid: 60 })
      expect(entries.get('/etc/shadow')).toMatchObject({ mode: 0o640, gid: 42 })
      for (const gone of ['/etc/ssh/ssh_host_rsa_key', '/var/lib/dbus/machine-id', '/dev/null'])
        expect(entries.has(gone)).toBe(false)
      const texts = await readExt4(root, ['/etc/shadow', '/etc/fstab'], look)
      expect(texts.get('/etc/shadow')?.toString()).toBe(
        'root:!*:19000::::::\ndaemon:*:19000::::::\nalarm:!*:19000::::::\n',
      )
      expect(texts.get('/etc/fstab')?.toString()).toContain(`PARTUUID=`)
      if (facts.boot !== null) {
        const fat = { image, offsetBytes: facts.partitions[0]?.startByte ?? 0 }
        expect((await listFat(fat, signal)).length).toBeGreaterThan(2)
        if (profile.bootFiles.kind === 'raspberry-pi' && source.id === 'debian-12') {
          const line = (await readFat(fat, 'cmdline.txt', signal))?.toString() ?? ''
          expect(line).toMatch(/^root=PARTUUID=[0-9a-f]{8}-02 .*cgroup_enable=memory\n$/)
        }
      }
      expect(await readdir(path.join(home, 'work'))).toEqual([])
    }
    expect(same(twice[0] ?? '', twice[1] ?? '')).toBe(true)
    for (const image of twice) await rm(image)
  })
})

it('gives each Rock64 a boot script with a MAC address of its own', async () => {
  const profile = findProfile('rock64')
  const board = built.find(([label]) => label === 'rock64 with debian-12')
  if (profile === undefined || board === undefined) throw new Error('no such board')
  const { home, images } = await prepared('rock64-mac', board)
  const base = await images.base('rock64', 'debian-12', quiet)
  const scratch = path.join(home, 'look')
  await mkdir(scratch)
  for (const macAddress of ['02:00:00:00:00:0a', '02:00:00:00:00:0b']) {
    const request = cardSample({ profileId: 'rock64', macAddress })
    await images.patch(base, 'card0001', request, quiet)
    expect((await images.check('card0001', request, quiet)).filter(({ wrong }) => wrong !== '')).toEqual([])
    const at = { image: await images.fileOf('card0001', 'card.img'), offsetBytes: 32_768 * 512 }
    const script = (await readExt4(at, ['/boot/boot.scr'], { signal, scratch })).get('/boot/boot.scr')
    expect(script?.toString('latin1')).toContain(`setenv ethaddr ${macAddress}\n`)
  }
})
