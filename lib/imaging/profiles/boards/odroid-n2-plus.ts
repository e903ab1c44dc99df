import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWithUpload, oneExt4, UNTRIED } from '../layouts'

export const odroidN2Plus = {
  id: 'odroid-n2-plus',
  title: 'Odroid N2+',
  architecture: 'arm64',
  soc: 'Amlogic S922X, 4 × Cortex-A73 and 2 × Cortex-A53',
  memoryMib: [2048, 4096],
  ethernet: { mbit: 1000 },
  models: ['Hardkernel ODROID-N2Plus', 'Hardkernel ODROID-N2'],
  disk: { table: 'dos', partitions: oneExt4(8192) },
  bootLoader: {
    writes: [
      { file: 'u-boot.bin.sd.bin', blockBytes: 512, skip: 1, seek: 1 },
      { file: 'u-boot.bin.sd.bin', blockBytes: 1, skip: 0, seek: 0, count: 440 },
    ],
    from: 'upload',
    where: 'u-boot.bin.sd.bin of Arch Linux ARM’s package uboot-odroid-n2',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'amlogic/meson-g12b-odroid-n2-plus.dtb' },
  commandLine: ['console=ttyAML0,115200n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'not measured by anyone we could name' },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: 'Fast, with 4 GB of memory; the 2 GB version is an agent.' },
  agent: { fits: true, reason: 'Fast, with 2 or 4 GB of memory.' },
  osSources: [debianWithUpload, archGeneric],
  uncertain: [
    'The tarball made for the N2 has a kernel 4.9 that nobody maintains: the generic one is used.',
    'The switch beside the socket has to stand at MMC.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
