import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildImage } from './build-image'
import { ImageSpec } from './image-spec'

let outDir: string

beforeEach(async () => {
  outDir = await mkdtemp(path.join(os.tmpdir(), 'buzzcrate-image-'))
})

afterEach(async () => {
  await rm(outDir, { recursive: true })
})

/** Whole builds are tested in e2e/lab/k3s, where a Go toolchain is sure to be, and in e2e/outside, where Debian is reached. */
describe('buildImage', () => {
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
    const spec = { from: 'go', name: 'docker.io/a/b', version: '1.0.0', port: 80, user: '0:0', description: 'x' }
    expect(ImageSpec.safeParse(spec).success).toBe(false)
  })
})
