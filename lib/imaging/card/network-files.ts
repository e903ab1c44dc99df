import { createHash } from 'node:crypto'
import type { CardNetwork } from '@/lib/ports/card-request'
import type { CardFile } from '../ext4/edit-ext4'

/** Which program of the system sets its network up; seen in the image, never guessed. */
export type NetworkProgram = 'systemd-networkd' | 'network-manager' | 'netplan'

/** The settings of a board's network, for the program that its system has. Secrets have mode 0600. */
export function networkFiles(network: CardNetwork, program: NetworkProgram): CardFile[] {
  switch (program) {
    case 'systemd-networkd':
      return networkdFiles(network)
    case 'network-manager':
      return networkManagerFiles(network)
    case 'netplan':
      return [file('/etc/netplan/90-buzzcrate.yaml', 0o600, netplan(network))]
  }
}

/** Mainline kernels call the same port end0, enx… or eth0: the file matches by kind, and sorts before the system's. */
function networkdFiles(network: CardNetwork): CardFile[] {
  const { wifi } = network
  const section = (kind: string) =>
    ['[Match]', `Name=${kind}`, '', '[Network]', ...networkdAddress(network), 'IPv6AcceptRA=yes', ''].join('\n')
  const cable = file('/etc/systemd/network/05-buzzcrate.network', 0o644, section('e*'))
  if (wifi === undefined) return [cable]
  const supplicant = [
    'ctrl_interface=/run/wpa_supplicant',
    `country=${wifi.country}`,
    'network={',
    `  ssid=${Buffer.from(wifi.ssid).toString('hex')}`,
    `  psk=${wifi.psk}`,
    '}',
    '',
  ].join('\n')
  return [
    file('/etc/systemd/network/05-buzzcrate.network', 0o644, section('wl*')),
    file('/etc/wpa_supplicant/wpa_supplicant-wlan0.conf', 0o600, supplicant),
    {
      kind: 'link',
      path: '/etc/systemd/system/multi-user.target.wants/wpa_supplicant@wlan0.service',
      target: '/usr/lib/systemd/system/wpa_supplicant@.service',
    },
  ]
}

function networkdAddress({ address }: CardNetwork): string[] {
  if (address.kind === 'dhcp') return ['DHCP=yes']
  return [`Address=${address.address}`, `Gateway=${address.gateway}`, ...address.nameservers.map((one) => `DNS=${one}`)]
}

function networkManagerFiles(network: CardNetwork): CardFile[] {
  const { address, wifi } = network
  const kind = wifi === undefined ? 'ethernet' : 'wifi'
  const ipv4 =
    address.kind === 'dhcp'
      ? ['method=auto']
      : ['method=manual', `address1=${address.address},${address.gateway}`, `dns=${address.nameservers.join(';')};`]
  const text = [
    '[connection]',
    'id=buzzcrate',
    `uuid=${uuidOf(JSON.stringify(network))}`,
    `type=${kind}`,
    'autoconnect-priority=100',
    ...(wifi === undefined
      ? []
      : [
          '',
          '[wifi]',
          'mode=infrastructure',
          `ssid=${bytesOf(wifi.ssid)}`,
          '',
          '[wifi-security]',
          'key-mgmt=wpa-psk',
          `psk=${wifi.psk}`,
        ]),
    '',
    '[ipv4]',
    ...ipv4,
    '',
    '[ipv6]',
    'method=auto',
    '',
  ].join('\n')
  return [file('/etc/NetworkManager/system-connections/buzzcrate.nmconnection', 0o600, text)]
}

/** JSON is YAML, and needs no rules for what has to stand in quotes. */
function netplan({ address, wifi }: CardNetwork): string {
  const ip =
    address.kind === 'dhcp'
      ? { dhcp4: true }
      : {
          addresses: [address.address],
          routes: [{ to: 'default', via: address.gateway }],
          nameservers: { addresses: address.nameservers },
        }
  const cable = {
    'buzzcrate-cable': { match: { name: 'e*' }, optional: wifi !== undefined, ...(wifi ? { dhcp4: true } : ip) },
  }
  const radio =
    wifi === undefined
      ? {}
      : {
          wifis: {
            wlan0: {
              'regulatory-domain': wifi.country,
              'access-points': { [wifi.ssid]: { password: wifi.psk } },
              ...ip,
            },
          },
        }
  return `${JSON.stringify({ network: { version: 2, ethernets: cable, ...radio } }, null, 2)}\n`
}

const file = (path: string, mode: number, content: string): CardFile => ({ kind: 'file', path, mode, content })

/** NetworkManager takes names as bytes, so that no sign in them has a meaning. */
const bytesOf = (text: string): string => `${[...Buffer.from(text)].join(';')};`

/** The same for the same text, version 8 of RFC 9562: made by a rule of ours. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
