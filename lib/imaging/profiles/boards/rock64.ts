import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWhole, oneExt4, UNTRIED } from '../layouts'

export const rock64 = {
  id: 'rock64',
  title: 'Pine64 Rock64',
  architecture: 'arm64',
  soc: 'Rockchip RK3328, 4 × Cortex-A53',
  memoryMib: [1024, 2048, 4096],
  ethernet: { mbit: 1000 },
  models: ['Pine64 Rock64'],
  disk: { table: 'dos', partitions: oneExt4(32_768) },
  bootLoader: {
    writes: [
      { file: 'idbloader.img', blockBytes: 512, skip: 0, seek: 64 },
      { file: 'u-boot.itb', blockBytes: 512, skip: 0, seek: 16384 },
    ],
    from: 'debian-package',
    where: 'u-boot-rockchip:/usr/lib/u-boot/rock64-rk3328/',
  },
  bootFiles: { kind: 'boot-script', deviceTree: 'rockchip/rk3328-rock64.dtb' },
  commandLine: ['console=ttyS2,1500000n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  needsMacAddress: true,
  power: { idleW: null, loadW: null, source: 'not measured by anyone we could name' },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: 'Only the 4 GB version.' },
  agent: { fits: true, reason: '2 GB or more.' },
  osSources: [debianWhole, archGeneric],
  uncertain: [
    'Arch Linux ARM’s boot script gives every Rock64 the same MAC address: the builder writes its own script with the address in the board’s record.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
