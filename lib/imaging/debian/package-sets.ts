import type { DebianArchitecture } from '@/lib/debian/fetch-packages'

/** Wireless adapters and the Raspberry Pi need firmware whose source is not to be had. */
export const COMPONENTS = ['main', 'non-free-firmware'] as const

/** Files of a package that is not installed: dpkg on the board does not know of it, and its scripts never run. */
export interface BootPackage {
  readonly name: string
  readonly files: RegExp
}

export interface PackageSet {
  /** Beside what Debian calls essential; each with what it needs. */
  readonly installed: readonly string[]
  readonly boot: readonly BootPackage[]
}

const EVERYWHERE = [
  'apt',
  'ca-certificates',
  'curl',
  'dbus',
  'debian-archive-keyring',
  'dosfstools',
  'e2fsprogs',
  'fdisk',
  'firmware-brcm80211',
  'initramfs-tools',
  'iproute2',
  'iptables',
  'iputils-ping',
  'kmod',
  'libpam-systemd',
  'nano-tiny',
  'netbase',
  'openssh-server',
  'procps',
  'sudo',
  'systemd-resolved',
  'systemd-sysv',
  'systemd-timesyncd',
  'tzdata',
  'udev',
  // Else its elder is taken, which merges folders on a running system.
  'usr-is-merged',
  'wireless-regdb',
  'wpasupplicant',
] as const

const EFI_LOADER = { name: 'systemd-boot-efi', files: /^usr\/lib\/systemd\/boot\/efi\/systemd-boot\w+\.efi$/ }
/** For the first file system only. */
export const BUSYBOX = { name: 'busybox-static', files: /^bin\/busybox$/ } as const satisfies BootPackage

/** One system for all boards of an architecture: what differs lies outside of it, or is chosen when an image is made. */
export const PACKAGE_SETS = {
  arm64: {
    installed: [...EVERYWHERE, 'linux-image-arm64'],
    boot: [
      BUSYBOX,
      EFI_LOADER,
      // Installed, its hooks would fail on every board that is no Raspberry Pi.
      { name: 'raspi-firmware', files: /^usr\/lib\/raspi-firmware\/[\w.]+$/ },
      {
        name: 'u-boot-rockchip',
        files: /^usr\/lib\/u-boot\/(?:rock64-rk3328|rock-pi-4-rk3399)\/(?:idbloader\.img|u-boot\.itb)$/,
      },
    ],
  },
  amd64: { installed: [...EVERYWHERE, 'linux-image-amd64'], boot: [BUSYBOX, EFI_LOADER] },
} as const satisfies Readonly<Record<DebianArchitecture, PackageSet>>
