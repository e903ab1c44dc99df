import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildImage } from './build-image'
import { findInstalledGo } from './find-go'
import { ImageSpec } from './image-spec'

let outDir: string

beforeEach(async () => {
  outDir = await mkdtemp(path.join(os.tmpdir(), 'buzzcrate-image-'))
})

afterEach(async () => {
  await rm(outDir, { recursive: true })
})

const goIsHere = await findInstalledGo({ minVersion: '1.24' }).then(
  () => true,
  () => false,
)

describe('buildImage', () => {
  it.runIf(goIsHere)(
    'builds go-echo for both architectures, twice the same',
    async () => {
      const first = await buildImage({ demo: 'go-echo', outDir: path.join(outDir, 'first') })
      const second = await buildImage({ demo: 'go-echo', outDir: path.join(outDir, 'second') })
      expect(first.files.map((file) => file.arch)).toEqual(['amd64', 'arm64'])
      expect(second.files.map((file) => file.sha256)).toEqual(first.files.map((file) => file.sha256))
      expect(second.multiArch.sha256).toBe(first.multiArch.sha256)
      for (const file of [...first.files, first.multiArch]) {
        expect(file.ref).toMatch(/^docker\.io\/buzzcrate\/go-echo:\d+\.\d+\.\d+$/)
        expect((await readFile(file.path)).length).toBe(file.bytes)
      }
      expect((await readdir(path.join(outDir, 'first'))).filter((name) => name.endsWith('.half'))).toEqual([])
    },
    120_000,
  )

  it('says which demo does not exist', async () => {
    await expect(buildImage({ demo: 'go-shout', outDir })).rejects.toMatchObject({
      code: 'demo-unknown',
      userMessage: 'There is no demo named go-shout.',
    })
  })

  it('gives the words of the compiler when the build fails', async () => {
    await expect(buildImage({ demo: 'go-echo', outDir, go: '/bin/false' })).rejects.toMatchObject({
      code: 'go-build-failed',
    })
  })
})

describe('ImageSpec', () => {
  it('refuses an image that runs as root', () => {
    const spec = { name: 'docker.io/a/b', version: '1.0.0', port: 80, user: '0:0', description: 'x' }
    expect(ImageSpec.safeParse(spec).success).toBe(false)
  })
})
