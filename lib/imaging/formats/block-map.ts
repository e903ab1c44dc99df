import { createHash } from 'node:crypto'

export interface BlockRange {
  /** Blocks, both ends included. */
  readonly first: number
  readonly last: number
  readonly sha256: string
}

export const MAP_BLOCK_BYTES = 4096

/**
 * The block map of an image, version 2.0 as bmaptool writes and reads it: which blocks have data, with a sum for each
 * range and one of the file itself, taken while its own place holds zeros.
 */
export function blockMap(imageBytes: number, ranges: readonly BlockRange[]): string {
  const blocks = Math.ceil(imageBytes / MAP_BLOCK_BYTES)
  const mapped = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const written = (sum: string) =>
    [
      '<?xml version="1.0" ?>',
      '<bmap version="2.0">',
      `  <ImageSize> ${imageBytes} </ImageSize>`,
      `  <BlockSize> ${MAP_BLOCK_BYTES} </BlockSize>`,
      `  <BlocksCount> ${blocks} </BlocksCount>`,
      `  <MappedBlocksCount> ${mapped} </MappedBlocksCount>`,
      '  <ChecksumType> sha256 </ChecksumType>',
      `  <BmapFileChecksum> ${sum} </BmapFileChecksum>`,
      '  <BlockMap>',
      ...ranges.map(({ first, last, sha256 }) => {
        const where = first === last ? String(first) : `${first}-${last}`
        return `    <Range chksum="${sha256}"> ${where} </Range>`
      }),
      '  </BlockMap>',
      '</bmap>',
      '',
    ].join('\n')
  const sum = createHash('sha256')
    .update(written('0'.repeat(64)))
    .digest('hex')
  return written(sum)
}

/** Where a map of ours has nothing: bytes that need not be written, each from `start` up to `end` without it. */
export function freeOfMap(xml: string, imageBytes: number): { readonly start: number; readonly end: number }[] {
  const free: { readonly start: number; readonly end: number }[] = []
  let next = 0
  for (const [, first = '', last = first] of xml.matchAll(/<Range [^>]*> (\d+)(?:-(\d+))? <\/Range>/g)) {
    const start = Number(first) * MAP_BLOCK_BYTES
    if (start > next) free.push({ start: next, end: start })
    next = (Number(last) + 1) * MAP_BLOCK_BYTES
  }
  if (next < imageBytes) free.push({ start: next, end: imageBytes })
  return free
}
