import type { CardRequest } from '@/lib/ports/card-request'
import type { CardFile } from '../ext4/edit-ext4'
import { FIRST_BOOT_SCRIPTS, FIRST_BOOT_UNITS, type FirstBootTexts } from './first-boot-texts'
import { type NetworkProgram, networkFiles } from './network-files'

const SCRIPTS = '/usr/local/lib/buzzcrate'
const UNITS = '/etc/systemd/system'
const SETTINGS = '/etc/buzzcrate'
const HOST_KEY = `${SETTINGS}/ssh_host_ed25519_key`

/**
 * All that makes a root file system the one of a board: it is written by editing the file system itself, so that it holds
 * for every system with systemd, whatever its own way of a first boot is. Secrets stand in ext4 only, with mode 0600.
 */
export function cardFiles(request: CardRequest, texts: FirstBootTexts, program: NetworkProgram): CardFile[] {
  const { hostname, hostKey, phoneHome, timeZone, k3sPackage } = request
  const clockS = Math.floor(request.clockMs / 1000)
  return [
    text('/etc/hostname', 0o644, `${hostname}\n`),
    text('/etc/hosts', 0o644, `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n::1 localhost ip6-localhost ip6-loopback\n`),
    // Empty, not missing: systemd makes an id and does not take the start for a first one, which would ask on the console.
    text('/etc/machine-id', 0o444, ''),
    { kind: 'gone', path: '/var/lib/dbus/machine-id' },
    { kind: 'link', path: '/etc/localtime', target: `/usr/share/zoneinfo/${timeZone}` },
    text('/etc/timezone', 0o644, `${timeZone}\n`),
    // systemd-timesyncd begins at this file's time where no battery keeps the clock: certificates are valid at once.
    text('/var/lib/systemd/timesync/clock', 0o644, '', clockS),
    { kind: 'folder', path: '/root/.ssh', mode: 0o700 },
    text('/root/.ssh/authorized_keys', 0o600, `${request.authorizedKeys.join('\n')}\n`),
    ...sshFiles(hostKey),
    { kind: 'folder', path: SETTINGS, mode: 0o700 },
    text(`${SETTINGS}/panel-url`, 0o600, `${phoneHome.url}\n`),
    text(`${SETTINGS}/token`, 0o600, phoneHome.token),
    ...(phoneHome.caPem === undefined ? [] : [text(`${SETTINGS}/panel-ca.pem`, 0o600, phoneHome.caPem)]),
    ...FIRST_BOOT_SCRIPTS.map((name) => text(`${SCRIPTS}/${name}`, 0o755, texts[name])),
    ...FIRST_BOOT_UNITS.flatMap((name): CardFile[] => [
      text(`${UNITS}/${name}`, 0o644, texts[name]),
      { kind: 'link', path: `${UNITS}/multi-user.target.wants/${name}`, target: `${UNITS}/${name}` },
    ]),
    ...networkFiles(request.network, program),
    ...(k3sPackage === undefined
      ? []
      : [{ kind: 'copy', path: k3sPackage.path, from: k3sPackage.file.path, mode: 0o644 } as const]),
  ]
}

/**
 * The key that the panel has pinned. Named in settings of its own beside its usual place: some systems make new keys in
 * the usual place at their first boot.
 */
function sshFiles({ privateKey, publicKey }: CardRequest['hostKey']): CardFile[] {
  const settings = [`HostKey ${HOST_KEY}`, 'PermitRootLogin prohibit-password', 'PasswordAuthentication no', ''].join(
    '\n',
  )
  return [
    { kind: 'folder', path: SETTINGS, mode: 0o700 },
    text(HOST_KEY, 0o600, privateKey),
    text(`${HOST_KEY}.pub`, 0o644, `${publicKey}\n`),
    text('/etc/ssh/ssh_host_ed25519_key', 0o600, privateKey),
    text('/etc/ssh/ssh_host_ed25519_key.pub', 0o644, `${publicKey}\n`),
    text('/etc/ssh/sshd_config.d/05-buzzcrate.conf', 0o644, settings),
  ]
}

const text = (path: string, mode: number, content: string, mtimeS?: number): CardFile => ({
  kind: 'file',
  path,
  mode,
  content,
  ...(mtimeS === undefined ? {} : { mtimeS }),
})
