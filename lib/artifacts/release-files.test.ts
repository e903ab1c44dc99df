import { describe, expect, it } from 'vitest'
import { checksumName, identify, parseChecksums, releaseUrl } from './release-files'

const SUM = 'a'.repeat(64)

it('writes the + of a version as %2B', () => {
  expect(releaseUrl('https://mirror.example/k3s/', 'v1.36.1+k3s1', 'k3s-arm64')).toBe(
    'https://mirror.example/k3s/v1.36.1%2Bk3s1/k3s-arm64',
  )
})

it.each([
  ['k3s', 'k3s', 'amd64'],
  ['k3s-arm64', 'k3s', 'arm64'],
  ['k3s-armhf', 'k3s', 'arm'],
  ['k3s-airgap-images-arm.tar.gz', 'k3s-images', 'arm'],
  ['k3s-airgap-images-amd64.tar.zst', 'k3s-images', 'amd64'],
  ['sha256sum-arm.txt', 'k3s-checksums', 'arm'],
])('knows %s', (name, kind, architecture) => expect(identify(name)).toEqual({ kind, architecture }))

it.each(['k3s-arm', 'k3s-images.txt', '../k3s', 'k3s-airgap-images-s390x.tar', ''])('does not know %j', (name) =>
  expect(identify(name)).toBeUndefined(),
)

it('names the checksum file of 32-bit ARM without hf', () => expect(checksumName('arm')).toBe('sha256sum-arm.txt'))

describe('parseChecksums', () => {
  it('reads both forms of lines', () => {
    const sums = parseChecksums(`${SUM}  k3s-airgap-images-amd64.tar\r\n${SUM.toUpperCase()} *k3s\n\n`)
    expect([...sums]).toEqual([
      ['k3s-airgap-images-amd64.tar', SUM],
      ['k3s', SUM],
    ])
  })
  it.each(['', '<html>', `${SUM}`, `${SUM.slice(1)}  k3s`, `${SUM}  k3s extra`])('refuses %j', (text) =>
    expect(() => parseChecksums(text)).toThrow(expect.objectContaining({ code: 'bad-checksum-file' })),
  )
})
