import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sourceHash } from './source-hash'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'buzzcrate-hash-'))
  await put('go.mod', 'module x')
  await put('cmd/k3s/main.go', 'package main')
})

afterEach(() => rm(folder, { recursive: true }))

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.join(folder, path.dirname(file)), { recursive: true })
  await writeFile(path.join(folder, file), text)
}

describe('sourceHash', () => {
  it('stays the same for what no build reads', async () => {
    const before = await sourceHash(folder, ['amd64'])
    await put('README.md', 'text')
    await put('cmd/k3s/main_test.go', 'package main')
    await put('cluster.lab.test.ts', 'test')
    await put('lab-cluster.ts', 'for tests')
    expect(await sourceHash(folder, ['amd64'])).toBe(before)
  })

  it('changes with a source, a new source, a source’s name and the architecture', async () => {
    const hashes = new Set([await sourceHash(folder, ['amd64']), await sourceHash(folder, ['arm64'])])
    await put('cmd/k3s/main.go', 'package main // changed')
    hashes.add(await sourceHash(folder, ['amd64']))
    await put('internal/new.go', '')
    hashes.add(await sourceHash(folder, ['amd64']))
    await put('internal/newer.go', '')
    hashes.add(await sourceHash(folder, ['amd64']))
    expect(hashes.size).toBe(5)
  })
})
