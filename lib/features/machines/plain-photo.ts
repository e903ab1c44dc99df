import { AppError } from '@/lib/core/errors'

export interface PlainPhoto {
  readonly type: 'image/jpeg'
  readonly bytes: Buffer
}

/**
 * A photo with nothing in it but the picture: metadata (place, time, camera, thumbnails, comments, what stands behind the
 * picture's end) is left out. Told by its bytes, not by its name.
 * @throws AppError `bad-input` for what is no JPEG (ITU-T T.81), or is cut off; pages make one of any picture before they send it
 */
export function plainPhoto(file: Buffer): PlainPhoto {
  if (file.subarray(0, 3).equals(JPEG)) return { type: 'image/jpeg', bytes: plainJpeg(file) }
  throw noPhoto('This is no JPEG picture.')
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff])

const START_OF_SCAN = 0xda
const END = 0xd9
/** Tables, frames, restart intervals, JFIF's and Adobe's own segments: what a decoder needs. Other APPn and comments go. */
const isNeeded = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf) || [0xdb, 0xdd, 0xe0, 0xee].includes(marker)

function plainJpeg(file: Buffer): Buffer {
  const kept = [file.subarray(0, 2)]
  let at = 2
  for (;;) {
    if (at + 4 > file.length || file[at] !== 0xff) throw noPhoto('This JPEG picture is damaged.')
    const marker = file[at + 1] ?? 0
    const next = at + 2 + file.readUInt16BE(at + 2)
    if (next > file.length || next < at + 4) throw noPhoto('This JPEG picture is damaged.')
    if (marker === START_OF_SCAN) {
      // From a scan on there is picture, other tables and other scans; all of it ends at the last end marker.
      const end = endOfScans(file, next)
      return Buffer.concat([...kept, file.subarray(at, end)])
    }
    if (isNeeded(marker)) kept.push(file.subarray(at, next))
    at = next
  }
}

/** Behind the first end marker: in scans 0xff is always followed by 0, by a restart or by a marker. */
function endOfScans(file: Buffer, from: number): number {
  for (let at = file.indexOf(0xff, from); at !== -1 && at + 1 < file.length; at = file.indexOf(0xff, at + 1)) {
    const marker = file[at + 1] ?? 0
    if (marker === END) return at + 2
    // Between the scans of a progressive picture nobody hides anything that is needed.
    if (marker === 0xfe || (marker >= 0xe1 && marker <= 0xef))
      throw noPhoto('This JPEG picture has notes inside of it.')
  }
  throw noPhoto('This JPEG picture is cut off.')
}

const noPhoto = (why: string): AppError =>
  new AppError('bad-input', {
    userMessage: `${why} Choose a photo as JPEG.`,
    details: { fields: [{ field: 'base64', problem: `${why} Choose a photo as JPEG.` }] },
  })
