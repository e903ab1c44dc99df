import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWithUpload, oneExt4, UNTRIED } from '../layouts'

export const odroidC4 = {
  id: 'odroid-c4',
  title: 'Odroid C4',
  architecture: 'arm64',
  soc: 'Amlogic S905X3, 4 × Cortex-A55',
  memoryMib: [4096],
  ethernet: { mbit: 1000 },
  models: ['Hardkernel ODROID-C4'],
  disk: { table: 'dos', partitions: oneExt4(8192) },
  bootLoader: {
    writes: [
      { file: 'u-boot.bin.sd.bin', blockBytes: 512, skip: 1, seek: 1 },
      { file: 'u-boot.bin.sd.bin', blockBytes: 1, skip: 0, seek: 0, count: 444 },
    ],
    from: 'upload',
    where: 'u-boot.bin.sd.bin, as LibreELEC’s amlogic-boot-fip makes it for odroid-c4',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'amlogic/meson-sm1-odroid-c4.dtb' },
  commandLine: ['console=ttyAML0,115200n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'not measured by anyone we could name' },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: '4 GB of memory and Gigabit Ethernet; use a good card, or eMMC.' },
  agent: { fits: true, reason: '4 GB of memory.' },
  osSources: [debianWithUpload, archGeneric],
  uncertain: ['Memory and Ethernet are from memory, not from a data sheet.', UNTRIED],
} as const satisfies BoardProfile
