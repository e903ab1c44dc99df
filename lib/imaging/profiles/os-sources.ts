import type { OsSource } from './board-profile'

export interface OsSourceKind {
  readonly title: string
  /**
   * `packages`: made from a Debian mirror. `tarball`: a root file system that a layout of the board's is made around.
   * `image`: a card image as its makers publish it, with a layout of its own.
   */
  readonly how: 'packages' | 'tarball' | 'image'
  /** How what is brought is known to be genuine. */
  readonly checkedBy: string
  /** Where a person finds it. */
  readonly home: string
}

/** Operating systems that cards are made from. What a board needs of them stands in its profile. */
export const osSources = {
  'debian-12': {
    title: 'Debian 12',
    how: 'packages',
    checkedBy: 'apt checks each package against Debian’s signed lists',
    home: 'https://www.debian.org',
  },
  'arch-linux-arm': {
    title: 'Arch Linux ARM',
    how: 'tarball',
    checkedBy: 'a detached signature of the Arch Linux ARM Build System',
    home: 'https://archlinuxarm.org',
  },
  'raspberry-pi-os': {
    title: 'Raspberry Pi OS Lite (64-bit)',
    how: 'image',
    checkedBy: 'the sha256 that you give with it',
    home: 'https://www.raspberrypi.com/software/operating-systems/',
  },
  ubuntu: {
    title: 'Ubuntu Server (arm64)',
    how: 'image',
    checkedBy: 'the sha256 that you give with it',
    home: 'https://ubuntu.com/download',
  },
  armbian: {
    title: 'Armbian',
    how: 'image',
    checkedBy: 'the sha256 that you give with it',
    home: 'https://www.armbian.com/download/',
  },
} as const satisfies Readonly<Record<OsSource['id'], OsSourceKind>>
