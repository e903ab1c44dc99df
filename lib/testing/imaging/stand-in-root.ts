import { paxEntry, type TarEntry, writeTar } from './write-tar'

const folder = (name: string): TarEntry => ({ name: `./${name}/`, type: '5' })
const file = (name: string, content: string, mode = 0o644): TarEntry => ({ name: `./${name}`, content, mode })

const FOLDERS = [
  'boot',
  'dev',
  'etc',
  'etc/ssh',
  'etc/systemd',
  'etc/systemd/system',
  'proc',
  'root',
  'usr',
  'usr/bin',
  'usr/lib',
  'var',
  'var/lib',
  'var/lib/dbus',
]

const SYSTEM: readonly TarEntry[] = [
  { name: './', type: '5' },
  ...FOLDERS.map(folder),
  file('etc/os-release', 'ID=debian\nPRETTY_NAME="A stand-in"\n'),
  file('etc/hostname', 'of-the-maker\n'),
  {
    ...file('etc/shadow', 'root:root-hash:19000::::::\ndaemon:*:19000::::::\nalarm:$6$x$y:19000::::::\n', 0o640),
    gid: 42,
  },
  file('etc/ssh/ssh_host_ed25519_key', 'of another board', 0o600),
  file('etc/ssh/ssh_host_rsa_key', 'of another board', 0o600),
  file('var/lib/dbus/machine-id', 'of another board'),
  file('usr/bin/su', 'set uid', 0o4755),
  { name: './usr/bin/su2', type: '1', link: './usr/bin/su' },
  { name: './bin', type: '2', link: 'usr/bin' },
  { name: './dev/null', type: '3' },
  paxEntry({ 'SCHILY.xattr.user.note': 'kept or lost by the tools, never an error' }),
  { ...file('usr/bin/game', 'x', 0o2755), uid: 5, gid: 60 },
]

/** As Arch Linux ARM's tarballs are: the kernel by a plain name in /boot. */
export const archRoot = (): Buffer =>
  writeTar([
    ...SYSTEM,
    file('boot/Image', 'a kernel '.repeat(1000)),
    file('boot/initramfs-linux.img', 'a first file system '.repeat(1000)),
    file('boot/boot.scr', 'of the maker'),
    file('boot/dtbs/some.dtb', 'tree'),
  ])

const VERSION = '6.1.0-50-arm64'

/** As Debian's packages give it: kernel and trees by version, firmware and boot loaders from their packages. */
export const debianRoot = (loaders: readonly string[] = []): Buffer =>
  writeTar([
    ...SYSTEM,
    file(`boot/vmlinuz-${VERSION}`, 'a kernel '.repeat(1000)),
    file(`boot/initrd.img-${VERSION}`, 'a first file system '.repeat(1000)),
    file(`usr/lib/linux-image-${VERSION}/broadcom/bcm2837-rpi-3-b.dtb`, 'tree'),
    file(`usr/lib/linux-image-${VERSION}/broadcom/bcm2711-rpi-4-b.dtb`, 'tree'),
    file('usr/lib/raspi-firmware/bootcode.bin', 'firmware'),
    file('usr/lib/raspi-firmware/start4.elf', 'firmware'),
    file('usr/lib/systemd/boot/efi/systemd-bootaa64.efi', 'loader'),
    file('usr/lib/systemd/boot/efi/systemd-bootx64.efi', 'loader'),
    ...loaders.map((name) => file(name.replace(/^\//, ''), `${name} `.repeat(4000))),
  ])
