import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CardRequest } from '@/lib/ports/card-request'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { cardFiles } from './card-files'
import { cardProblems } from './check-card-request'
import { firstBootFormatFiles } from './first-boot-format'
import { firstBootTexts } from './first-boot-texts'
import { networkFiles } from './network-files'

const sample = cardSample()
const fixed = {
  kind: 'static',
  address: '192.168.1.20/24',
  gateway: '192.168.1.1',
  nameservers: ['192.168.1.1'],
} as const
const wifi = { ssid: 'home net', psk: 'a'.repeat(64), country: 'AT' }
const wrong: readonly (readonly [string, Partial<CardRequest>, string])[] = [
  ['no such board', { profileId: 'constructor' }, 'no board profile'],
  ['a system that the board does not have', { osId: 'armbian' }, 'no system'],
  ['no host name', { hostname: '' }, 'host name'],
  ['a host name with capitals', { hostname: 'Board' }, 'host name'],
  ['a host name with a line in it', { hostname: 'a\nb' }, 'host name'],
  ['a host name that is a path', { hostname: '../../etc' }, 'host name'],
  ['a host name that is a command', { hostname: '$(reboot)' }, 'host name'],
  ['a host name of 64 letters', { hostname: 'a'.repeat(64) }, 'host name'],
  ['no key', { authorizedKeys: [] }, 'needs 1 to'],
  ['two keys in one line', { authorizedKeys: [`${sample.authorizedKeys[0]}\nssh-rsa AAAA`] }, 'public SSH key'],
  ['a key with a command', { authorizedKeys: [`command="x" ${sample.authorizedKeys[0]}`] }, 'public SSH key'],
  ['a host key of another kind', { hostKey: { ...sample.hostKey, publicKey: 'ssh-rsa AAAA' } }, 'ed25519'],
  ['a host key without its private half', { hostKey: { ...sample.hostKey, privateKey: '' } }, 'ed25519'],
  ['an address without its network', { network: { address: { ...fixed, address: '192.168.1.20' } } }, 'IPv4 address'],
  ['a gateway elsewhere', { network: { address: { ...fixed, gateway: '10.0.0.1' } } }, 'not in the network'],
  ['no name server', { network: { address: { ...fixed, nameservers: [] } } }, 'name servers'],
  [
    'a wireless name with a line in it',
    { network: { address: { kind: 'dhcp' }, wifi: { ...wifi, ssid: 'a\nb' } } },
    'wireless',
  ],
  [
    'a passphrase instead of its key',
    { network: { address: { kind: 'dhcp' }, wifi: { ...wifi, psk: 'my secret' } } },
    '64 hex',
  ],
  ['no such country', { network: { address: { kind: 'dhcp' }, wifi: { ...wifi, country: 'Austria' } } }, 'country'],
  ['no such time zone', { timeZone: 'Europe/Atlantis' }, 'time zone'],
  ['a time zone that is a path', { timeZone: '../../../etc/shadow' }, 'time zone'],
  ['a panel that is a file', { phoneHome: { ...sample.phoneHome, url: 'file:///etc/passwd' } }, 'report to'],
  ['a panel with a password in its address', { phoneHome: { ...sample.phoneHome, url: 'https://a:b@c' } }, 'report to'],
  ['a token that is too short', { phoneHome: { ...sample.phoneHome, token: 'abc' } }, 'token'],
  ['certificates that are none', { phoneHome: { ...sample.phoneHome, caPem: 'hello' } }, 'PEM'],
  ['a MAC address of a maker', { macAddress: '00:1e:06:00:00:01' }, 'locally administered'],
  ['a clock before 2020', { clockMs: 0 }, 'clock'],
]

describe('a card', () => {
  it('has no problems as people ask for it', () => {
    expect(cardProblems(sample)).toEqual([])
    expect(cardProblems(cardSample({ network: { address: fixed, wifi } }))).toEqual([])
  })

  it.each(wrong)('is not made with %s', (_, changes, problem) => {
    expect(cardProblems(cardSample(changes)).join(' ')).toContain(problem)
  })

  it('is not made for a Rock64 without a MAC address of its own', () => {
    const { macAddress: _, ...without } = cardSample({ profileId: 'rock64' })
    expect(cardProblems(without).join(' ')).toContain('MAC address of its own')
  })

  it('keeps secrets to root, and each of them in one place', async () => {
    const network = { address: { kind: 'dhcp' }, wifi } as const
    const files = cardFiles(cardSample({ network }), await firstBootTexts(), 'network-manager')
    const secrets = [sample.hostKey.privateKey, sample.phoneHome.token, wifi.psk]
    for (const secret of secrets) {
      const holders = files.filter((file) => file.kind === 'file' && file.content.toString().includes(secret))
      expect(holders.length).toBeGreaterThan(0)
      for (const holder of holders) expect(holder).toMatchObject({ mode: 0o600 })
    }
    expect(files.find(({ path: at }) => at === '/etc/machine-id')).toMatchObject({ content: '', mode: 0o444 })
  })
})

it('carries the k3s package where the panel would send it', async () => {
  const file = { name: 'buzzcrate-k3s.deb', sha256: 'aa', bytes: 3, path: '/data/aa' }
  const k3sPackage = { file, path: '/var/cache/buzzcrate/buzzcrate-k3s.deb' }
  expect(cardProblems(cardSample({ k3sPackage }))).toEqual([])
  expect(cardFiles(cardSample({ k3sPackage }), await firstBootTexts(), 'netplan')).toContainEqual(
    expect.objectContaining({ kind: 'copy', from: '/data/aa', path: k3sPackage.path }),
  )
  expect(cardProblems(cardSample({ k3sPackage: { file, path: '/var/../etc/x y' } }))).toHaveLength(1)
})

describe('the network of a card', () => {
  const text = (...args: Parameters<typeof networkFiles>) =>
    networkFiles(...args)
      .map((file) => (file.kind === 'file' ? `${file.path}\n${file.content}` : file.path))
      .join('\n')

  it('is told to systemd-networkd by the kind of port, whatever the kernel calls it', () => {
    expect(text({ address: { kind: 'dhcp' } }, 'systemd-networkd')).toContain('Name=e*\n\n[Network]\nDHCP=yes\n')
    expect(text({ address: fixed }, 'systemd-networkd')).toContain(
      'Address=192.168.1.20/24\nGateway=192.168.1.1\nDNS=192.168.1.1\n',
    )
    const radio = text({ address: { kind: 'dhcp' }, wifi }, 'systemd-networkd')
    expect(radio).toContain('Name=wl*')
    expect(radio).toContain(`ssid=${Buffer.from('home net').toString('hex')}\n  psk=${wifi.psk}`)
  })

  it('is told to NetworkManager', () => {
    expect(text({ address: fixed }, 'network-manager')).toContain(
      'address1=192.168.1.20/24,192.168.1.1\ndns=192.168.1.1;\n',
    )
    expect(text({ address: { kind: 'dhcp' }, wifi }, 'network-manager')).toContain(
      'ssid=104;111;109;101;32;110;101;116;\n',
    )
  })

  it('is told to netplan, the cable beside the radio', () => {
    const { network } = JSON.parse(
      text({ address: { kind: 'dhcp' }, wifi }, 'netplan')
        .split('\n')
        .slice(1)
        .join('\n'),
    )
    expect(network.ethernets['buzzcrate-cable']).toMatchObject({ dhcp4: true, optional: true })
    expect(network.wifis.wlan0['access-points']).toEqual({ 'home net': { password: wifi.psk } })
  })
})

it('switches off what would make new host keys at the first boot', () => {
  const masked = (format: Parameters<typeof firstBootFormatFiles>[0]) =>
    firstBootFormatFiles(format).flatMap((file) =>
      file.kind === 'link' && file.target === '/dev/null' ? [path.basename(file.path)] : [],
    )
  expect(masked('raspberry-pi-firstboot')).toContain('regenerate_ssh_host_keys.service')
  expect(masked('armbian')).toEqual(['armbian-firstrun.service'])
  expect(firstBootFormatFiles('cloud-init')[0]).toMatchObject({ path: '/etc/cloud/cloud-init.disabled' })
})

it.each(['phone-home.sh', 'grow-root.sh'])('%s is read by sh', (name) => {
  const script = path.resolve('lib/imaging/first-boot', name)
  expect(spawnSync('sh', ['-n', script]).status).toBe(0)
})
