import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWithUpload, oneExt4, TOO_SMALL_FOR_SERVER, UNTRIED } from '../layouts'

export const lePotato = {
  id: 'le-potato',
  title: 'Libre Computer Le Potato',
  architecture: 'arm64',
  soc: 'Amlogic S905X, 4 × Cortex-A53',
  memoryMib: [1024, 2048],
  ethernet: { mbit: 100, note: '10/100 only: pulling images and storage over the network are slow.' },
  models: ['Libre Computer AML-S905X-CC'],
  disk: { table: 'dos', partitions: oneExt4(8192) },
  bootLoader: {
    writes: [
      { file: 'u-boot.bin.sd.bin', blockBytes: 512, skip: 1, seek: 1 },
      { file: 'u-boot.bin.sd.bin', blockBytes: 1, skip: 0, seek: 0, count: 444 },
    ],
    from: 'upload',
    where: 'u-boot.bin.sd.bin, as LibreELEC’s amlogic-boot-fip makes it for lepotato',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'amlogic/meson-gxl-s905x-libretech-cc.dtb' },
  commandLine: ['console=ttyAML0,115200n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: 1.3, loadW: 2.4, source: 'geerlingguy/sbc-reviews, issue 17' },
  price: { text: 'about $30', source: 'DietPi issue 6932' },
  server: { fits: false, reason: TOO_SMALL_FOR_SERVER },
  agent: { fits: true, reason: 'Enough for small workloads; its network is slow.' },
  osSources: [debianWithUpload, archGeneric],
  uncertain: [UNTRIED],
} as const satisfies BoardProfile
