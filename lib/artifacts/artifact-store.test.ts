import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { provideShelf, TEST_RELEASE, writeRelease } from '@/lib/testing/provide-shelf'
import { ArtifactStore } from './artifact-store'
import { importFolder } from './import-folder'
import { PackageNotes } from './package-notes'
import { removeRelease } from './remove-release'

const provided = provideShelf()
const signal = new AbortController().signal
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('the port', () => {
  it('builds a package once, however many ask, and again when it is gone', async () => {
    const { folder, shelf, store } = provided()
    await importFolder(shelf, writeRelease(path.join(folder, 'usb')), signal)
    const ask = () => store.k3sPackage(TEST_RELEASE, 'amd64', 'deb', signal)
    const [first, second] = await Promise.all([ask(), ask()])
    expect(second).toEqual(first)
    expect(first.name).toBe('buzzcrate-k3s_1.36.1+k3s1_amd64.deb')
    expect(sha256(readFileSync(first.path))).toBe(first.sha256)
    rmSync(first.path)
    expect(await ask()).toEqual(first)
    expect(sha256(readFileSync(first.path))).toBe(first.sha256)
    const others = new ArtifactStore(shelf, folder)
    expect(await others.k3sPackage(TEST_RELEASE, 'amd64', 'deb', signal)).toEqual(first)
  })

  it('builds packages ahead, and takes them away with their release', async () => {
    const { folder, shelf, store } = provided()
    const files = () => readdirSync(path.join(folder, 'files'))
    await store.buildAhead(TEST_RELEASE, ['deb'], signal)
    await importFolder(shelf, writeRelease(path.join(folder, 'usb')), signal)
    const before = files()
    await store.buildAhead(TEST_RELEASE, ['deb', 'pacman'], signal)
    const ahead = files().filter((name) => !before.includes(name))
    const asked = await Promise.all(
      (['deb', 'pacman'] as const).map((format) => store.k3sPackage(TEST_RELEASE, 'amd64', format, signal)),
    )
    expect(asked.map(({ sha256 }) => sha256).sort()).toEqual(ahead.sort())
    await removeRelease(shelf, new PackageNotes(folder), TEST_RELEASE)
    expect(files()).toEqual([])
  })

  it('says exactly what is missing', async () => {
    const { store } = provided()
    await expect(store.k3sPackage(TEST_RELEASE, 'arm', 'deb', signal)).rejects.toThrow(
      expect.objectContaining({
        code: 'artifact-missing',
        userMessage: expect.stringContaining('k3s-armhf, k3s-airgap-images-arm.tar.zst and sha256sum-arm.txt'),
      }),
    )
  })

  it('notices a file that changed on the disk, and is well after a new import', async () => {
    const { folder, shelf, store } = provided()
    const usb = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, usb, signal)
    const images = await store.k3sImages(TEST_RELEASE, 'amd64', signal)
    const damaged = readFileSync(images.path)
    damaged[100] = 0
    writeFileSync(images.path, damaged)
    utimesSync(images.path, new Date(), new Date(Date.now() + 5000))
    await expect(store.k3sImages(TEST_RELEASE, 'amd64', signal)).rejects.toThrow(code('artifact-corrupt'))
    await importFolder(shelf, usb, signal)
    await expect(store.k3sImages(TEST_RELEASE, 'amd64', signal)).resolves.toEqual(images)
  })

  it('reads a file again that a machine complains of, as its times may tell nothing', async () => {
    const { folder, shelf, store } = provided()
    const usb = writeRelease(path.join(folder, 'usb'))
    await importFolder(shelf, usb, signal)
    const images = await store.k3sImages(TEST_RELEASE, 'amd64', signal)
    const before = path.join(folder, 'before')
    execFileSync('cp', ['-p', images.path, before])
    const damaged = readFileSync(images.path)
    damaged[100] = 0
    writeFileSync(images.path, damaged)
    execFileSync('touch', ['-r', before, images.path])
    await expect(store.k3sImages(TEST_RELEASE, 'amd64', signal)).resolves.toEqual(images)
    await store.suspect(images)
    await expect(store.k3sImages(TEST_RELEASE, 'amd64', signal)).rejects.toThrow(code('artifact-corrupt'))
    await importFolder(shelf, usb, signal)
    await store.suspect(images)
    await expect(store.k3sImages(TEST_RELEASE, 'amd64', signal)).resolves.toEqual(images)
    await store.suspect({ ...images, sha256: sha256('gone') })
  })
})
