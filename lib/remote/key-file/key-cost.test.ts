import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import { harmlessText, openKeyPair } from './open-key-pair'
import { pemText, readPemBlock } from './pem-block'
import { readKeyPair } from './read-key-pair'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-costs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const uint = (number: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
const field = (data: Buffer | string): Buffer => Buffer.concat([uint(Buffer.from(data).length), Buffer.from(data)])

function openSshKey(options: { kdf?: string; rounds?: number; keys?: number; salt?: number; tail?: number }): string {
  const { kdf = 'bcrypt', rounds = 16, keys = 1, salt = 16, tail = 0 } = options
  const kdfOptions = kdf === 'none' ? '' : Buffer.concat([field(Buffer.alloc(salt)), uint(rounds), Buffer.alloc(tail)])
  const body = [
    field('aes256-ctr'),
    field(kdf),
    field(kdfOptions),
    uint(keys),
    field('public'),
    field(Buffer.alloc(64)),
  ]
  return pemText({
    label: 'OPENSSH PRIVATE KEY',
    dekInfo: undefined,
    body: Buffer.concat([Buffer.from('openssh-key-v1\0'), ...body]),
  })
}

function der(tag: number, ...content: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((each) => (typeof each === 'string' ? Buffer.from(each, 'hex') : each)))
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...content: Buffer[]): Buffer => der(0x30, ...content)
const oid = (hex: string): Buffer => der(0x06, hex)
const integer = (number: bigint): Buffer => {
  const hex = number.toString(16)
  return der(0x02, `00${hex.length % 2 === 0 ? hex : `0${hex}`}`)
}
const octets = (size: number): Buffer => der(0x04, Buffer.alloc(size))
const encrypted = (algorithm: Buffer): string =>
  pemText({ label: 'ENCRYPTED PRIVATE KEY', dekInfo: undefined, body: sequence(algorithm, octets(64)) })

const AES = sequence(oid('60864801650304012a'), octets(16))
const pbes2 = (...derivation: Buffer[]): string =>
  encrypted(sequence(oid('2a864886f70d01050d'), sequence(sequence(...derivation), AES)))
const pbkdf2 = (rounds: bigint): string => pbes2(oid('2a864886f70d01050c'), sequence(octets(8), integer(rounds)))
const scrypt = (cost: bigint, blockSize: bigint, lanes: bigint): string =>
  pbes2(oid('2b06010401da47040b'), sequence(octets(8), integer(cost), integer(blockSize), integer(lanes)))
const oldScheme = (id: string, rounds: bigint): string =>
  encrypted(sequence(oid(id), sequence(octets(8), integer(rounds))))

const codeOf = (text: string): string => {
  try {
    harmlessText(text)
    return 'harmless'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

describe('the cost of a key', () => {
  it.each([
    ['OpenSSH, 2³²−1 rounds', openSshKey({ rounds: 2 ** 32 - 1 })],
    ['OpenSSH, 257 rounds', openSshKey({ rounds: 257 })],
    ['PBKDF2, 8.4 million', pbkdf2(8_400_000n)],
    ['PBKDF2, a number of 9 bytes', pbkdf2(2n ** 65n)],
    ['scrypt, 1 GiB', scrypt(2n ** 20n, 8n, 1n)],
    ['scrypt, blocks without end', scrypt(2n, 2n ** 40n, 1n)],
    ['scrypt, a million lanes', scrypt(16_384n, 8n, 1_000_000n)],
    ['PBES1', oldScheme('2a864886f70d01050a', 50_000_000n)],
    ['PKCS #12', oldScheme('2a864886f70d010c0103', 50_000_000n)],
  ])('is refused before it is paid: %s', (_, text) => {
    expect(codeOf(text)).toBe('key-too-costly')
  })

  it.each([
    ['an unknown derivation', openSshKey({ kdf: 'argon2' })],
    ['many keys', openSshKey({ keys: 1_000_000 })],
    ['no key', openSshKey({ keys: 0 })],
    ['more behind the rounds', openSshKey({ tail: 4 })],
    ['an unknown scheme', oldScheme('2a864886f70d01050e', 1n)],
    ['an unknown derivation of PBES2', pbes2(oid('2a864886f70d0105ff'), sequence(octets(8)))],
    ['no parameters', encrypted(sequence(oid('2a864886f70d01050d')))],
    ['a negative number', pbes2(oid('2a864886f70d01050c'), sequence(octets(8), der(0x02, 'ff')))],
  ])('that cannot be read is refused too: %s', (_, text) => {
    expect(codeOf(text)).toBe('key-unreadable')
  })

  it.each([
    ['OpenSSH, 100 rounds', openSshKey({ rounds: 100 })],
    ['PBKDF2, as password managers do', pbkdf2(600_000n)],
    ['scrypt, as OpenSSL does', scrypt(16_384n, 8n, 1n)],
  ])('that is bearable is taken: %s', (_, text) => {
    expect(codeOf(text)).toBe('harmless')
  })

  it('is read of what OpenSSL writes', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const text = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
    const plainKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const byScrypt = execFileSync('openssl', ['pkcs8', '-topk8', '-scrypt', '-passout', 'pass:x'], { input: plainKey })
    const byPbes1 = execFileSync('openssl', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-passout', 'pass:x'], {
      input: plainKey,
    })
    const prints = [text, byScrypt.toString(), byPbes1.toString(), plainKey].map(
      (key) => openKeyPair(key, 'x', 'c').fingerprint,
    )
    expect(new Set(prints).size).toBe(1)
  })

  it('names the field and the way out, and takes text of any kind in its stride', () => {
    expect(() => harmlessText(openSshKey({ rounds: 4_294_967_295 }))).toThrow(
      /4,294,967,295 rounds.*at most 256.*ssh-keygen -p/,
    )
    // A pattern over the whole text would try for ever where each of these lines ends.
    expect(codeOf(`-----BEGIN RSA PRIVATE KEY-----\n${'a: b\n'.repeat(4_000)}-----END EC PRIVATE KEY-----`)).toBe(
      'key-unreadable',
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('OPENSSH', 'ENCRYPTED'), (bytes, kind) => {
        const magic = kind === 'OPENSSH' ? Buffer.from('openssh-key-v1\0') : Buffer.alloc(0)
        const body = Buffer.concat([magic, bytes, Buffer.from([0])])
        expect(codeOf(pemText({ label: `${kind} PRIVATE KEY`, dekInfo: undefined, body }))).toMatch(/^key-|^harmless$/)
      }),
    )
  })

  const rsaPem = (modulusLength: number) =>
    generateKeyPairSync('rsa', {
      modulusLength,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey

  it('counts numbers of RSA that stand behind a small modulus', () => {
    // Never the export of a key object just generated: see generateKeyPair.
    const jwk = createPrivateKey(rsaPem(2_048)).export({ format: 'jwk' })
    const number = (value: string | undefined): Buffer =>
      der(0x02, Buffer.from([0]), Buffer.from(value ?? '', 'base64url'))
    const huge = der(0x02, Buffer.alloc(3_000, 0x7f))
    const body = sequence(
      der(0x02, '00'),
      ...[jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map(number),
      huge,
      ...[jwk.dq, jwk.qi].map(number),
    )
    const forged = pemText({ label: 'RSA PRIVATE KEY', dekInfo: undefined, body })
    expect(readPemBlock(forged)?.body.equals(body)).toBe(true)
    const next = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(() => openKeyPair(forged, undefined, 'c')).toThrow(/too large/)
    expect(openKeyPair(next, undefined, 'c').publicKey, 'the next key, after a forged one').toMatch(/^ssh-ed25519 /)
  })
})

describe('a key of a stranger', () => {
  it('is read in a process of its own, with its passphrase or with words', { timeout: scaledMs(60_000) }, async () => {
    const file = path.join(folder, 'cheap')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '2', '-N', 'correct horse', '-f', file])
    const text = readFileSync(file, 'utf8')
    const pair = await readKeyPair(text, 'correct horse', 'uploaded', { person: 'anna' })
    expect(pair).toEqual(openKeyPair(text, 'correct horse', 'uploaded'))
    await expect(readKeyPair(text, 'wrong', '', { person: 'anna' })).rejects.toMatchObject({
      code: 'key-passphrase-wrong',
      details: { field: 'passphrase' },
    })
  })

  it('is given up after its deadline, and everything else goes on meanwhile', {
    timeout: scaledMs(60_000),
  }, async () => {
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 5)
    try {
      await expect(
        readKeyPair(openSshKey({ rounds: 256 }), 'correct horse', '', { person: 'anna', deadlineMs: 250 }),
      ).rejects.toMatchObject({
        code: 'key-too-costly',
        details: { field: 'privateKey' },
      })
    } finally {
      clearInterval(timer)
    }
    expect(turns).toBeGreaterThan(5)
  })
})
