import { describe, expect, it } from 'vitest'
import { plainPhoto } from './plain-photo'

const segment = (marker: number, text: string) => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, Buffer.from(text, 'latin1')])
}
const START = Buffer.from([0xff, 0xd8])
const END = Buffer.from([0xff, 0xd9])
const jpeg = (...more: readonly Buffer[]) =>
  Buffer.concat([
    START,
    segment(0xe0, 'JFIF\0'),
    ...more,
    segment(0xc0, 'frame'),
    segment(0xda, 'scan'),
    Buffer.from([1, 2, 0xff, 0, 3]),
    END,
  ])

describe('a photo', () => {
  it('loses what the camera wrote about place and time, comments, and what hangs on behind', () => {
    const secrets = [segment(0xe1, 'Exif\0\0GPS 48.2N 16.3E'), segment(0xfe, 'a comment'), segment(0xed, 'Photoshop')]
    const { type, bytes } = plainPhoto(Buffer.concat([jpeg(...secrets), Buffer.from('a hidden archive')]))
    expect(type).toBe('image/jpeg')
    expect(bytes.equals(jpeg())).toBe(true)
  })

  it.each([
    ['a web page', Buffer.from('<html><script>alert(1)</script>')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['half a JPEG', jpeg().subarray(0, 12)],
    ['a JPEG without an end', jpeg().subarray(0, -2)],
    ['a PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['a JPEG that hides notes between its scans', Buffer.concat([jpeg().subarray(0, -2), segment(0xe1, 'GPS'), END])],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', (_, file) => {
    expect(() => plainPhoto(file)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})
