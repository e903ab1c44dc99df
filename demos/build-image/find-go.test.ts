import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { compareVersions, findInstalledGo } from './find-go'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'buzzcrate-find-go-'))
  vi.stubEnv('XDG_CACHE_HOME', path.join(folder, 'cache'))
  vi.stubEnv('PATH', `${path.join(folder, 'bin')}:/usr/bin:/bin`)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function placeGo(file: string, version: string): Promise<string> {
  const go = path.join(folder, file)
  await mkdir(path.dirname(go), { recursive: true })
  await writeFile(go, `#!/bin/sh\necho go${version}\n`)
  await chmod(go, 0o755)
  return go
}

describe('findInstalledGo', () => {
  it('takes the one in PATH when it is new enough', async () => {
    await placeGo('bin/go', '1.26.8')
    await placeGo('cache/buzzcrate/go/1.27.0/go/bin/go', '1.27.0')
    expect(await findInstalledGo({ minVersion: '1.26' })).toBe('go')
  })

  it('passes over one that is too old, and takes the newest of the cache', async () => {
    await placeGo('bin/go', '1.19.8')
    await placeGo('cache/buzzcrate/go/1.26.2/go/bin/go', '1.26.2')
    const newest = await placeGo('cache/buzzcrate/go/1.26.10/go/bin/go', '1.26.10')
    expect(await findInstalledGo({ minVersion: '1.26' })).toBe(newest)
  })

  it('says what is there when nothing is new enough', async () => {
    await placeGo('bin/go', '1.19.8')
    await expect(findInstalledGo({ minVersion: '1.26' })).rejects.toMatchObject({
      code: 'go-missing',
      userMessage: 'Building needs Go 1.26 or newer, and this machine has only 1.19.8.',
    })
  })

  it('passes over a broken one', async () => {
    await placeGo('cache/buzzcrate/go/1.26.2/go/bin/go', 'nonsense')
    await placeGo('bin/go', ' is not a version')
    await expect(findInstalledGo({ minVersion: '1.26' })).rejects.toMatchObject({
      userMessage: 'Building needs Go 1.26 or newer, and this machine has none.',
    })
  })
})

describe('compareVersions', () => {
  it('compares by number', () => {
    expect(['1.10', '1.9.9', '1.26.6', '1.26'].sort(compareVersions)).toEqual(['1.9.9', '1.10', '1.26', '1.26.6'])
  })
})
