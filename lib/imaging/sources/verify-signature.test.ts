import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archLinuxArmKey, verifySignature } from './verify-signature'

const tools = ['/usr/bin/gpg', '/usr/bin/gpgv'].every(existsSync)
if (!tools) console.warn('SKIPPED: signatures are not tested here: gpg or gpgv is missing')

describe.skipIf(!tools)('a signature', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-signature-'))
  const at = (name: string) => path.join(folder, name)
  const gpg = (...args: string[]) =>
    execFileSync('/usr/bin/gpg', ['--homedir', folder, '--batch', '--quiet', '--passphrase', '', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  const { signal } = new AbortController()
  const keys = new Map<string, { keyring: string; fingerprint: string }>()

  beforeAll(() => {
    for (const name of ['maker', 'stranger']) {
      gpg('--quick-generate-key', `${name}@example.org`, 'ed25519', 'sign', 'never')
      const fingerprint =
        /^fpr:+([0-9A-F]+):/m.exec(gpg('--with-colons', '--list-keys', `${name}@example.org`))?.[1] ?? ''
      gpg('--output', at(`${name}.gpg`), '--export', fingerprint)
      keys.set(name, { keyring: at(`${name}.gpg`), fingerprint })
    }
    writeFileSync(at('root.tar.gz'), 'a root file system')
    gpg('--local-user', 'maker@example.org', '--output', at('root.sig'), '--detach-sign', at('root.tar.gz'))
  })
  afterAll(() => {
    execFileSync('/usr/bin/gpgconf', ['--homedir', folder, '--kill', 'all'])
    rmSync(folder, { recursive: true })
  })
  const key = (name: string) => keys.get(name) ?? archLinuxArmKey()

  it('of the maker is taken', async () => {
    const maker = key('maker')
    expect(await verifySignature(at('root.tar.gz'), at('root.sig'), maker, signal)).toBe(
      `signed by ${maker.fingerprint}`,
    )
  })

  it.each([
    ['of a stranger', () => ({ key: key('stranger'), file: 'root.tar.gz', signature: 'root.sig' })],
    ['of another file', () => ({ key: key('maker'), file: 'maker.gpg', signature: 'root.sig' })],
    ['that is none', () => ({ key: key('maker'), file: 'root.tar.gz', signature: 'root.tar.gz' })],
    [
      'by a key in the ring that is not the one named',
      () => ({
        key: { ...key('maker'), fingerprint: key('stranger').fingerprint },
        file: 'root.tar.gz',
        signature: 'root.sig',
      }),
    ],
    ['by anybody but Arch Linux ARM', () => ({ key: archLinuxArmKey(), file: 'root.tar.gz', signature: 'root.sig' })],
  ])('%s is refused', async (_, given) => {
    const { key: trusted, file, signature } = given()
    await expect(verifySignature(at(file), at(signature), trusted, signal)).rejects.toMatchObject({
      code: 'image-source-refused',
    })
  })

  it('of Arch Linux ARM is checked with its own key', () => {
    const { keyring, fingerprint } = archLinuxArmKey()
    expect(readFileSync(keyring).length).toBeGreaterThan(500)
    expect(gpg('--with-colons', '--show-keys', keyring)).toContain(`:${fingerprint}:`)
  })
})
