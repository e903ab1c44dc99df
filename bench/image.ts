import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { ContentStore } from '@/lib/artifacts/content-store'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { openUnpacked } from '@/lib/imaging/sources/open-tar'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { debianRoot } from '@/lib/testing/imaging/stand-in-root'
import { writeTar } from '@/lib/testing/imaging/write-tar'
import type { Bench } from './bench'
import { median } from './support/median'

const BOARD = { profileId: 'efi-arm64', osId: 'debian-12' }
const BOARDS = 12
const PATCHES = 5
const MIB = 1024 * 1024
/** As in a Debian with a kernel: about 20,000 files of 700 MB. */
const FILE_BYTES = 35_000
const FILES_IN_FOLDER = 200
const quiet = { signal: new AbortController().signal, onLine: () => undefined }

/**
 * How long images take, in this process as in a worker: the base of a system of 700 MB, one card's patch, and those of
 * twelve boards side by side. `ddMs` is the floor of a base: unpacking the same archive, and `dd` of as many bytes.
 */
export const bench: Bench = {
  about: 'a base image of a 700 MB system, the patch of one card and of twelve (--mib 700)',
  run: async ({ say, flags }) => {
    const home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-bench-image-'))
    try {
      const mib = Number(flags.get('mib') || 700)
      say(`making a root file system of ${mib} MiB`)
      const archive = path.join(home, 'root.tar.gz')
      await pipeline(Readable.from(rootOf(mib * MIB)), createGzip({ level: 6 }), createWriteStream(archive))
      const shelf = new SourceShelf(new ContentStore(path.join(home, 'content')), home)
      const slot = { kind: 'root', file: 'debian-12-arm64.tar' } as const
      await shelf.put(slot, 'root.tar.gz', createReadStream(archive), { checkedBy: 'the bench' })
      say('unpacking it, and writing as many bytes with dd')
      const ddMs = await floorOf(archive, home)
      const images = new ImageFolder(home, shelf)
      const peakMb = watchPeak()
      say('making the base')
      const [base, baseMs] = await timed(() => images.base(BOARD.profileId, BOARD.osId, quiet))
      const patch = (name: string) => images.patch(base, name, cardSample({ ...BOARD, hostname: name }), quiet)
      const patches: number[] = []
      for (let index = 0; index < PATCHES; index += 1) patches.push((await timed(() => patch(`single00${index}`)))[1])
      say(`the cards of ${BOARDS} boards side by side`)
      const names = Array.from({ length: BOARDS }, (_, index) => `board${100 + index}`)
      const [, twelveMs] = await timed(() => Promise.all(names.map(patch)))
      say('packing one of them')
      const [packed, packMs] = await timed(() => images.pack('board100', 'xz', true, quiet))
      return {
        ...{ baseMs, ddMs, patchMs: Math.round(median(patches)), twelveMs, packMs },
        ...{ imageMb: Math.round(packed.imageBytes / 1e6), rssMb: peakMb() },
      }
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  },
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const from = performance.now()
  return [await work(), Math.round(performance.now() - from)]
}

async function floorOf(archive: string, home: string): Promise<number> {
  const [tar, copy] = [path.join(home, 'root.tar'), path.join(home, 'copy')]
  const [, unpackMs] = await timed(async () => {
    for await (const _ of openUnpacked(archive, quiet.signal));
  })
  await pipeline(openUnpacked(archive, quiet.signal), createWriteStream(tar))
  const [, copyMs] = await timed(() => promisify(execFile)('dd', [`if=${tar}`, `of=${copy}`, 'bs=1M']))
  await Promise.all([tar, copy].map((file) => rm(file)))
  return unpackMs + copyMs
}

/** A stand-in system with files of so many bytes, about half of which go away when they are packed. */
async function* rootOf(bytes: number): AsyncGenerator<Buffer> {
  const end = 1024
  const pool = Buffer.from(randomBytes(8 * MIB).toString('base64'))
  yield debianRoot().subarray(0, -end)
  for (let file = 0; file * FILE_BYTES < bytes; file += 1) {
    const folder = `./usr/lib/bench${Math.floor(file / FILES_IN_FOLDER)}`
    if (file % FILES_IN_FOLDER === 0) yield writeTar([{ name: `${folder}/`, type: '5' }], { open: true })
    const from = (file * 7919) % (pool.length - FILE_BYTES)
    yield writeTar([{ name: `${folder}/f${file}`, content: pool.subarray(from, from + FILE_BYTES) }], { open: true })
  }
  yield Buffer.alloc(end)
}

/** The most memory that this process had, in MB; the programs that it starts have theirs. */
function watchPeak(): () => number {
  let most = 0
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 50)
  return () => {
    clearInterval(timer)
    look()
    return Math.round(most / 1e6)
  }
}
