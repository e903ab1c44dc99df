import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '@/demos/build-image/build-image'
import { findGo } from '@/e2e/lab/go-toolchain'
import { scaledMs } from '@/lib/testing/pace'
import { freePort } from '@/workers/supervisor/free-port'
import { emulateArm64 } from './arm64-emulation'
import { ContainerRuntime } from './container-runtime'
import { archiveOf, DEMOS, type Demo, ensureDemoArchives } from './demo-archives'

const here = process.arch === 'arm64' ? 'arm64' : 'amd64'
const needed = ['/usr/bin/containerd', '/usr/bin/ctr']
const whyNot = [
  ...(process.getuid?.() === 0 ? [] : ['containers need root']),
  ...needed.filter((file) => !existsSync(file)).map((file) => `${file} is missing`),
]

let folder: string
let archives: string
/** For data that a database syncs to the disk again and again. */
let memory: string
beforeAll(async () => {
  memory = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'buzzcrate-data-'))
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-demo-images-'))
  archives = await ensureDemoArchives()
})
afterAll(() => {
  for (const each of [folder, memory]) rmSync(each, { recursive: true, force: true })
})

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

describe('images of demos', () => {
  it.each(['books/web', 'go-echo'] as const)('%s is the same when it is built again', async (demo: Demo) => {
    const { packages } = await archiveOf(archives, demo)
    const go = await findGo({ minVersion: '1.26' })
    const { files, multiArch } = await buildImage({ demo, outDir: folder, go, ...(packages ? { packages } : {}) })
    for (const { path: file, sha256 } of [...files, multiArch]) {
      expect(sha256).toBe(await sha256Of(path.join(archives, path.basename(file))))
    }
  })
})

if (whyNot.length > 0) console.warn(`images of demos are not run here: ${whyNot.join(', ')}`)

describe.skipIf(whyNot.length > 0)('in containerd', () => {
  const images = new Map<Demo, string>()
  let runtime: ContainerRuntime
  let emulation: Awaited<ReturnType<typeof emulateArm64>>
  beforeAll(async () => {
    emulation = await emulateArm64()
    if (typeof emulation === 'string') console.warn(`no images for arm64 are run here: ${emulation}`)
    runtime = await ContainerRuntime.start()
    for (const demo of DEMOS) {
      const { ref, archive } = await archiveOf(archives, demo)
      images.set(demo, ref)
      // Of the archive for registries, the runtime takes what it is asked for.
      await runtime.ctr('images', 'import', '--all-platforms', '--no-unpack', archive)
    }
  })
  afterAll(async () => {
    await runtime?.stop()
    if (typeof emulation === 'function') emulation()
  })

  const image = (demo: Demo) => images.get(demo) ?? ''
  const answer = async (url: string, init?: RequestInit) => {
    try {
      const response = await fetch(url, init)
      return { status: response.status, text: await response.text() }
    } catch {
      return { status: 0, text: '' } // it does not listen yet
    }
  }
  const ready = (url: string, output: () => string) =>
    expect
      .poll(async () => (await answer(url)).status, { timeout: scaledMs(120_000), interval: 200, message: output() })
      .toBe(200)

  describe.each([
    ['amd64', 'x86_64'],
    ['arm64', 'aarch64'],
  ])('for %s', (arch, machine) => {
    const platform = `linux/${arch}`
    const runs = () => arch === here || typeof emulation === 'function'

    it('go-echo answers and ends when it is told to', async (test) => {
      if (!runs()) return test.skip(`${arch} cannot be emulated: ${emulation}`)
      const port = await freePort('127.0.0.1', 0)
      const echo = runtime.run({ image: image('go-echo'), platform, env: { PORT: String(port) } })
      await ready(`http://127.0.0.1:${port}/healthz`, echo.output)
      expect(await answer(`http://127.0.0.1:${port}/?hello`)).toEqual({ status: 200, text: 'hello\n' })
      expect(JSON.parse((await answer(`http://127.0.0.1:${port}/json`)).text)).toMatchObject({ architecture: arch })
      expect(await echo.end('SIGTERM')).toBe(0)
    })

    it('books keeps its data when both are started again', async (test) => {
      if (!runs()) return test.skip(`${arch} cannot be emulated: ${emulation}`)
      const data = path.join(memory, arch)
      mkdirSync(data)
      chmodSync(data, 0o777) // as k3s makes the folders of its volumes
      const [port, web] = [await freePort('127.0.0.1', 0), await freePort('127.0.0.1', 0)]
      const url = `http://127.0.0.1:${web}`
      const password = 'a b"c$d'
      const start = (databaseEnv: Readonly<Record<string, string>>) => {
        const database = runtime.run({
          image: image('books/db'),
          platform,
          env: { PGPORT: String(port), ...databaseEnv },
          volumes: { '/var/lib/postgresql/data': data },
        })
        const place = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'books', PGDATABASE: 'the books' }
        const env = { PORT: String(web), NODE_NAME: 'board-1', PGPASSWORD: password, ...place }
        return { database, page: runtime.run({ image: image('books/web'), platform, env }) }
      }

      const first = start({ POSTGRES_USER: 'books', POSTGRES_DB: 'the books', POSTGRES_PASSWORD: password })
      await ready(`${url}/readyz`, () => first.database.output() + first.page.output())
      const book = { title: 'Dune', author: 'Frank Herbert', year: 1965 }
      const headers = { 'content-type': 'application/json' }
      const added = await answer(`${url}/api/books`, { method: 'POST', headers, body: JSON.stringify(book) })
      expect(added.status).toBe(201)
      expect(JSON.parse((await answer(`${url}/api`)).text)).toMatchObject({ architecture: machine, node: 'board-1' })
      expect(await first.page.end('SIGTERM')).toBe(0)
      expect(await first.database.end('SIGINT')).toBe(0)

      const second = start({})
      await ready(`${url}/readyz`, () => second.database.output() + second.page.output())
      expect((await answer(url)).text).toContain('Frank Herbert')
      await second.page.end('SIGKILL')
      expect(await second.database.end('SIGTERM')).toBe(0)
    })
  })

  it('books-db says what it lacks', async () => {
    const data = path.join(folder, 'nobody')
    mkdirSync(data, { mode: 0o755 })
    const run = async (env: Readonly<Record<string, string>>) => {
      const volumes = { '/var/lib/postgresql/data': data }
      const container = runtime.run({ image: image('books/db'), platform: `linux/${here}`, env, volumes })
      expect(await container.ended).not.toBe(0)
      return container.output()
    }
    expect(await run({})).toContain('POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is needed')
    expect(await run({ POSTGRES_PASSWORD_FILE: '/nothing' })).toContain(
      '/nothing (POSTGRES_PASSWORD_FILE) cannot be read',
    )
    expect(await run({ POSTGRES_PASSWORD: 'x' })).toContain('give the volume to group 65532')
  })
})
