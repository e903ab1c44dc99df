import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { cloudConfig } from './cloud-config'

it('lets the panel in as root by its key, and nobody by a password', () => {
  const hostKey = generateKeyPair('crate-1')
  const text = cloudConfig({ hostname: 'crate-1', loginKey: 'ssh-ed25519 AAAA panel', hostKey })
  expect(text.split('\n')[0]).toBe('#cloud-config')
  expect(parse(text)).toEqual({
    hostname: 'crate-1',
    manage_etc_hosts: true,
    preserve_hostname: false,
    disable_root: false,
    ssh_pwauth: false,
    users: [{ name: 'root', ssh_authorized_keys: ['ssh-ed25519 AAAA panel'] }],
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
    package_update: false,
    package_upgrade: false,
  })
})

it('stays within what Linode takes as user data', () => {
  const hostKey = generateKeyPair('x'.repeat(63))
  const text = cloudConfig({ hostname: 'x'.repeat(63), loginKey: generateKeyPair('panel').publicKey, hostKey })
  expect(Buffer.from(text).toString('base64').length).toBeLessThan(16_384)
})
