import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { provideShelf, TEST_RELEASE, writeRelease } from '@/lib/testing/provide-shelf'
import { releaseFiles } from '@/lib/testing/release-files'
import { importFolder } from './import-folder'

const provided = provideShelf()
const signal = new AbortController().signal
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a folder of release files', () => {
  it('says its version by a version.txt, its name, or its binary, in this order', async () => {
    const { folder, shelf, store } = provided()
    const unnamed = writeRelease(path.join(folder, 'usb'))
    expect(await importFolder(shelf, unnamed, signal)).toEqual([{ version: TEST_RELEASE, architectures: ['amd64'] }])
    const parent = path.join(folder, 'all')
    writeRelease(path.join(parent, 'v1.35.2-k3s1'), releaseFiles('v1.35.2+k3s1', 'arm'))
    writeRelease(path.join(parent, 'v1.34.0+k3s1'), releaseFiles('v1.34.0+k3s1', 'arm64'))
    const found = await importFolder(shelf, parent, signal)
    expect(found.map(({ version }) => version).sort()).toEqual(['v1.34.0+k3s1', 'v1.35.2+k3s1'])
    expect(await store.versions('arm')).toEqual(['v1.35.2+k3s1'])

    writeFileSync(path.join(unnamed, 'version.txt'), 'v1.36.2+k3s1\n')
    await expect(importFolder(shelf, unnamed, signal)).rejects.toThrow(code('artifact-version-wrong'))
  })

  it('is taken over once', async () => {
    const { folder, shelf, store } = provided()
    const from = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, from, signal)
    rmSync(path.join(from, 'k3s'))
    writeFileSync(path.join(from, 'k3s'), 'changed, but the checksum file still names what is in the store')
    await importFolder(shelf, from, signal)
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
  })

  it.each([
    ['k3s', 'artifact-corrupt', () => Buffer.from('damaged \0v1.36.1+k3s1\0')],
    ['sha256sum-amd64.txt', 'bad-checksum-file', () => Buffer.from('<html>not found</html>')],
  ])('refuses a bad %s', async (name, expected, content) => {
    const { folder, shelf } = provided()
    const from = writeRelease(path.join(folder, 'usb'), { ...releaseFiles(TEST_RELEASE, 'amd64'), [name]: content() })
    await expect(importFolder(shelf, from, signal)).rejects.toThrow(code(expected))
  })

  it.each(['k3s', 'k3s-airgap-images-amd64.tar.zst', 'sha256sum-amd64.txt'])('misses %s', async (name) => {
    const { folder, shelf } = provided()
    const from = writeRelease(path.join(folder, 'usb'))
    rmSync(path.join(from, name))
    await expect(importFolder(shelf, from, signal)).rejects.toThrow(code('artifact-missing'))
  })

  it('says when there is no folder, nothing in it, or no version', async () => {
    const { folder, shelf } = provided()
    await expect(importFolder(shelf, path.join(folder, 'none'), signal)).rejects.toThrow(code('folder-missing'))
    await expect(importFolder(shelf, folder, signal)).rejects.toThrow(code('folder-empty'))
    const silent = writeRelease(path.join(folder, 'usb'), {
      ...releaseFiles(TEST_RELEASE, 'amd64'),
      k3s: Buffer.from('v1.36.1+k3s1 and v1.36.1+k3s2\0'),
    })
    const both = Buffer.from('\0v1.36.1+k3s1\0 \0v1.36.1+k3s2\0')
    writeFileSync(path.join(silent, 'k3s'), both)
    await expect(importFolder(shelf, silent, signal)).rejects.toThrow(code('folder-version-unknown'))
  })
})
