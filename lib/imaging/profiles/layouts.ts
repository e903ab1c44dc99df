import type { BoardPartition, OsSource } from './board-profile'

// Layouts that several boards share. The places of boot loaders are in each board's own file.

/** One ext4 that begins at 4 MiB (Amlogic) or 16 MiB (Rockchip), /boot inside of it. */
export const oneExt4 = (startSector: number): readonly BoardPartition[] => [
  { label: 'rootfs', startSector, type: '83', bootable: true, fileSystem: 'ext4', mountPoint: '/' },
]

/** As Raspberry Pi OS has it since 2023: 512 MiB of FAT from 8 MiB, then ext4. Its firmware reads FAT only. */
export const raspberryPiPartitions = [
  {
    label: 'bootfs',
    startSector: 16_384,
    sectors: 1_048_576,
    type: 'c',
    bootable: true,
    fileSystem: 'fat32',
    mountPoint: '/boot/firmware',
  },
  { label: 'rootfs', startSector: 1_064_960, type: '83', fileSystem: 'ext4', mountPoint: '/' },
] as const satisfies readonly BoardPartition[]

/** 512 MiB of EFI system partition, then the root: types of the UEFI specification and Linux's generic one. */
export const efiPartitions = [
  {
    label: 'ESP',
    startSector: 2048,
    sectors: 1_048_576,
    type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
    fileSystem: 'fat32',
    mountPoint: '/boot/efi',
  },
  {
    label: 'rootfs',
    startSector: 1_050_624,
    type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
    fileSystem: 'ext4',
    mountPoint: '/',
  },
] as const satisfies readonly BoardPartition[]

/** The tarball for all ARMv8 boards without one of their own. */
export const archGeneric = {
  id: 'arch-linux-arm',
  file: 'ArchLinuxARM-aarch64-latest.tar.gz',
  whole: false,
} as const satisfies OsSource

export const debianWhole = { id: 'debian-12', whole: true } as const satisfies OsSource

/** One image of its makers for all 64-bit boards. */
export const raspberryPiOs = { id: 'raspberry-pi-os', boards: 'raspberry-pi', whole: false } as const satisfies OsSource
export const ubuntuPi = { id: 'ubuntu', boards: 'raspberry-pi', whole: false } as const satisfies OsSource

/** Images for machines that start by UEFI. */
export const ubuntuEfi = { id: 'ubuntu', boards: 'efi-arm64', whole: false } as const satisfies OsSource
export const debianEfi = { id: 'debian-image', boards: 'efi-arm64', whole: false } as const satisfies OsSource

/** Root file system and kernel from packages, the signed boot loader from somebody who has it. */
export const debianWithUpload = {
  id: 'debian-12',
  whole: false,
  note: 'Debian has no boot loader that this board’s start-up code takes: upload one.',
} as const satisfies OsSource

/** Flags for kernels of the Raspberry Pi, whose firmware switches the memory controller off. Harmless elsewhere. */
export const raspberryPiCgroups = ['cgroup_enable=cpuset', 'cgroup_memory=1', 'cgroup_enable=memory'] as const

/** A k3s server takes about 1 GB for itself. */
export const TOO_SMALL_FOR_SERVER =
  'A k3s server takes about 1 GB for itself; little of this board’s memory would be left.'

export const UNTRIED = 'Images for this board were compared byte by byte, never started on the board itself.'

/** The tarball for the Raspberry Pi 3 and 4; its kernel is mainline, started by U-Boot. */
export const archPi = {
  id: 'arch-linux-arm',
  file: 'ArchLinuxARM-rpi-aarch64-latest.tar.gz',
  whole: false,
} as const satisfies OsSource
