import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openKeyPair } from './key-file/open-key-pair'
import { generateKeyPair, installCommand } from './key-pair'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What OpenSSH itself says of a private key. */
function byOpenSsh(privateKey: string): { publicKey: string; fingerprint: string } {
  const file = path.join(folder, 'seen')
  rmSync(file, { force: true })
  writeFileSync(file, privateKey, { mode: 0o600 })
  const publicKey = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim()
  writeFileSync(`${file}.pub`, `${publicKey}\n`)
  const fingerprint = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? ''
  return { publicKey: publicKey.split(' ').slice(0, 2).join(' '), fingerprint }
}

/** A key of the type in a form: made once, then written anew by ssh-keygen (its files may be slow to make, as RSA's). */
function made(type: string, passphrase: string, form: readonly string[] = [], bits: readonly string[] = []): string {
  const original = path.join(folder, `original-${type}${bits.join('')}`)
  if (!existsSync(original)) {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', original, ...bits])
  }
  const file = path.join(folder, 'made')
  rmSync(file, { force: true })
  copyFileSync(original, file)
  execFileSync('ssh-keygen', ['-q', '-a', '1', '-p', '-P', '', '-N', passphrase, '-f', file, ...form])
  return readFileSync(file, 'utf8')
}

/** The beginning of a key that ssh-keygen -t ed25519-sk makes (PROTOCOL.key, PROTOCOL.u2f of OpenSSH). */
function hardwareKey(): string {
  const string = (text: string) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(text))
    return Buffer.concat([length, Buffer.from(text)])
  }
  const half = Buffer.concat([string('sk-ssh-ed25519@openssh.com'), string('x'.repeat(32)), string('ssh:')])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(half.length)
  const one = Buffer.from([0, 0, 0, 1])
  const body = [Buffer.from('openssh-key-v1\0'), string('none'), string('none'), string(''), one, length, half]
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat(body).toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`
}
const HARDWARE = hardwareKey()

describe('keys', () => {
  // As many as also meet a garbage collection in the middle of making one, which once stopped the whole process.
  it('can be read, every one of them, also when the public half begins with a zero', () => {
    const points = Array.from({ length: 5_000 }, () => generateKeyPair('one of many').publicKey.split(' ')[1] ?? '')
    const zeros = points.filter((blob) => Buffer.from(blob, 'base64').at(-32) === 0)
    expect(zeros.length).toBeGreaterThan(0)
  })

  it('are made so that OpenSSH reads them', () => {
    const pair = generateKeyPair("my laptop's key $(id)")
    const seen = byOpenSsh(pair.privateKey)
    expect(pair.publicKey).toBe(`${seen.publicKey} my laptop-s key -id-`)
    expect(pair.fingerprint).toBe(seen.fingerprint)
  })

  it('are read in every form that ssh-keygen writes, with and without passphrase, and lose the passphrase', () => {
    const forms = [[], ['-m', 'PEM'], ['-m', 'PKCS8']]
    for (const type of ['ed25519', 'ecdsa', 'rsa']) {
      for (const form of forms) {
        for (const passphrase of ['', 'correct horse']) {
          const text = made(type, passphrase, form, type === 'rsa' ? ['-b', '2048'] : [])
          const pair = openKeyPair(text.replaceAll('\n', '\r\n'), passphrase || undefined, 'uploaded')
          const seen = byOpenSsh(pair.privateKey)
          expect(pair.publicKey, `${type} ${form.join(' ')}`).toBe(`${seen.publicKey} uploaded`)
          expect(pair.fingerprint).toBe(seen.fingerprint)
          // Read again without a passphrase, it is the same key.
          expect(openKeyPair(pair.privateKey, undefined, 'uploaded').fingerprint).toBe(pair.fingerprint)
          if (passphrase === '') continue
          expect(() => openKeyPair(text, undefined, '')).toThrow(/protected by a passphrase/)
          expect(() => openKeyPair(text, 'wrong', '')).toThrow(/does not open/)
        }
      }
    }
  })

  it('are repaired where a form has put them on one line', () => {
    const text = made('ed25519', 'correct horse')
    for (const between of [' ', '\\n', '  ']) {
      const one = text.trim().replaceAll('\n', between)
      expect(openKeyPair(one, 'correct horse', '').fingerprint).toBe(byOpenSsh(made('ed25519', '')).fingerprint)
    }
  })

  it('are refused with words for what they are instead', () => {
    const refused = (text: string) => () => openKeyPair(text, undefined, '')
    expect(refused(generateKeyPair('x').publicKey)).toThrow(/public half/)
    expect(refused('PuTTY-User-Key-File-3: ssh-ed25519\n')).toThrow(/puttygen KEY\.ppk -O private-openssh/)
    expect(refused('---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x')).toThrow(/ssh-keygen -i -f/)
    expect(refused('-----BEGIN CERTIFICATE-----\nAAAA')).toThrow(/a certificate, not a private key/)
    expect(refused('-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA')).toThrow(/a PGP private key block/)
    expect(refused('sk-ssh-ed25519@openssh.com AAAA me')).toThrow(/hardware token/)
    expect(refused(HARDWARE)).toThrow(/hardware token.*ssh-keygen -t ed25519/)
    expect(refused('')).toThrow(/not a private key/)
    expect(refused('hello')).toThrow(/not a private key/)
    expect(refused('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')).toThrow(/not a private key/)
    expect(refused(made('rsa', '', [], ['-b', '1024']))).toThrow(/too weak/)
  })

  it('are installed once by one line of shell', () => {
    const home = mkdtempSync(path.join(folder, 'home-'))
    const { publicKey } = generateKeyPair('classroom 4')
    for (let time = 0; time < 2; time += 1) {
      execFileSync('sh', ['-c', installCommand(publicKey)], { env: { ...process.env, HOME: home } })
    }
    expect(readFileSync(path.join(home, '.ssh/authorized_keys'), 'utf8')).toBe(`${publicKey}\n`)
    expect(execFileSync('stat', ['-c', '%a', path.join(home, '.ssh')], { encoding: 'utf8' }).trim()).toBe('700')
  })
})
