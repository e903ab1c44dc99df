import { describe, expect, it } from 'vitest'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { imageArchive, savedImage } from '@/lib/testing/image-archive'
import { onlyImage } from '@/lib/testing/only-image'
import { ImageArchiveReader } from './image-archive'
import { checkedBytes } from './upload-image'

const { ref } = onlyImage(goEcho)
const archive = imageArchive(ref)

function read(data: Uint8Array, step: number) {
  const reader = new ImageArchiveReader()
  for (let at = 0; at < data.length; at += step) reader.write(data.subarray(at, at + step))
  return reader.end()
}

async function pass(architecture: string, data: Uint8Array): Promise<number> {
  const source = async function* () {
    yield data
  }
  let length = 0
  for await (const chunk of checkedBytes({ title: goEcho.title, ref }, architecture, source())) length += chunk.length
  return length
}

describe('ImageArchiveReader', () => {
  it.each([1, 7, 512, 1000, 65_536, 10_000_000])('reads an archive that comes %i bytes at a time', (step) => {
    expect(read(archive, step)).toEqual({ names: [ref], architectures: ['arm64'] })
  })

  it('reads what docker save writes', () => {
    expect(read(savedImage('example.com/echo:1'), 100)).toEqual({ names: ['example.com/echo:1'], architectures: [] })
  })

  it('does not take other files for images', () => {
    expect(read(Buffer.from('hello'.repeat(1000)), 512)).toBeUndefined()
    expect(read(Buffer.alloc(0), 1)).toBeUndefined()
  })
})

describe('an upload', () => {
  it('passes when it is the image of the app', async () => {
    expect(await pass('arm64', archive)).toBe(archive.length)
  })

  it('is refused with the reason when it is not', async () => {
    await expect(pass('amd64', archive)).rejects.toThrow('This image is made for arm64, not for amd64.')
    const other = await imageArchive('docker.io/someone/else:1.0.0')
    await expect(pass('arm64', other)).rejects.toThrow('this archive holds docker.io/someone/else:1.0.0')
    await expect(pass('arm64', Buffer.from('x'.repeat(2000)))).rejects.toThrow('not an image archive')
  })
})
