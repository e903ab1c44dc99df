import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWithUpload, oneExt4, TOO_SMALL_FOR_SERVER, UNTRIED } from '../layouts'

export const odroidC2 = {
  id: 'odroid-c2',
  title: 'Odroid C2',
  architecture: 'arm64',
  soc: 'Amlogic S905, 4 × Cortex-A53',
  memoryMib: [2048],
  ethernet: { mbit: 1000 },
  models: ['Hardkernel ODROID-C2'],
  disk: { table: 'dos', partitions: oneExt4(8192) },
  bootLoader: {
    writes: [
      { file: 'bl1.bin.hardkernel', blockBytes: 1, skip: 0, seek: 0, count: 442 },
      { file: 'bl1.bin.hardkernel', blockBytes: 512, skip: 1, seek: 1 },
      { file: 'u-boot.gxbb', blockBytes: 512, skip: 0, seek: 97 },
    ],
    from: 'upload',
    where: 'bl1.bin.hardkernel and u-boot.gxbb of Arch Linux ARM’s package uboot-odroid-c2-mainline',
  },
  bootFiles: { kind: 'boot-script', deviceTree: 'amlogic/meson-gxbb-odroidc2.dtb' },
  commandLine: ['console=ttyAML0,115200n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'not measured; mainline Linux saves 0.43 W idle against 3.16' },
  price: { text: '$40 (2016, no longer made)', source: 'hackaday, 2016' },
  server: { fits: false, reason: TOO_SMALL_FOR_SERVER },
  agent: { fits: true, reason: 'Enough for small workloads: 2 GB of memory.' },
  osSources: [debianWithUpload, archGeneric],
  uncertain: [
    'Whether its start-up code needs bytes 440 to 443 of the boot loader as they were: the builder puts the disk’s signature back there, as Arch Linux ARM does for the N2.',
    'Do not use the tarball made for the C2: its kernel 3.16 is too old for k3s.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
