import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { provideShelf, TEST_RELEASE } from '@/lib/testing/provide-shelf'
import { releaseFiles } from '@/lib/testing/release-files'
import { receiveAppImage, receiveUpload } from './receive-upload'

const provided = provideShelf()
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('an upload', () => {
  async function* stream(content: Buffer) {
    for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000)
  }
  const upload = (name: string, content: Buffer) =>
    receiveUpload(provided().shelf, { version: TEST_RELEASE, name, bytes: stream(content) })

  it('is complete when all three files have come', async () => {
    const { store } = provided()
    const files = Object.entries(releaseFiles(TEST_RELEASE, 'amd64'))
    for (const [name, content] of files) {
      expect(await store.versions('amd64')).toEqual([])
      await upload(name, content)
    }
    expect(await store.versions('amd64')).toEqual([TEST_RELEASE])
  })

  it('wants the checksums first, knows names, and checks the bytes', async () => {
    const { folder } = provided()
    const { k3s, 'sha256sum-amd64.txt': sums } = releaseFiles(TEST_RELEASE, 'amd64')
    if (k3s === undefined || sums === undefined) throw new Error('the release lacks a file')
    await expect(upload('k3s', k3s)).rejects.toThrow(code('checksums-first'))
    await expect(upload('k3s.exe', k3s)).rejects.toThrow(code('unknown-release-file'))
    await upload('sha256sum-amd64.txt', sums)
    await expect(upload('k3s', k3s.subarray(1))).rejects.toThrow(code('artifact-corrupt'))
    expect(readdirSync(path.join(folder, 'incoming'))).toEqual([])
  })

  it('takes the image of an app', async () => {
    const { shelf, store } = provided()
    const image = { app: 'go-echo', version: '1.0.0', architecture: 'arm64', source: 'upload' } as const
    await receiveAppImage(shelf, { ...image, bytes: stream(Buffer.from('oci')) })
    expect((await store.appImage('go-echo', '1.0.0', 'arm64'))?.name).toBe('go-echo-1.0.0-arm64.tar')
    expect(await store.appImage('go-echo', '1.0.0', 'amd64')).toBeUndefined()
  })
})
