import type { BoardProfile } from '../board-profile'
import { archGeneric, debianWhole, oneExt4, UNTRIED } from '../layouts'

export const rockPi4 = {
  id: 'rock-pi-4',
  title: 'Radxa Rock Pi 4',
  architecture: 'arm64',
  soc: 'Rockchip RK3399, 2 × Cortex-A72 and 4 × Cortex-A53',
  memoryMib: [1024, 2048, 4096],
  ethernet: { mbit: 1000 },
  models: ['Radxa ROCK Pi 4'],
  disk: { table: 'dos', partitions: oneExt4(32_768) },
  bootLoader: {
    writes: [
      { file: 'idbloader.img', blockBytes: 512, skip: 0, seek: 64 },
      { file: 'u-boot.itb', blockBytes: 512, skip: 0, seek: 16384 },
    ],
    from: 'debian-package',
    where: 'u-boot-rockchip:/usr/lib/u-boot/rock-pi-4-rk3399/',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'rockchip/rk3399-rock-pi-4b.dtb' },
  commandLine: ['console=ttyS2,1500000n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'not measured by anyone we could name' },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: 'With 4 GB; an M.2 disk is better than a card for a server.' },
  agent: { fits: true, reason: '2 GB or more.' },
  osSources: [debianWhole, archGeneric],
  uncertain: [
    'The device tree is the 4B’s; the 4A and 4C start with it too, but without some of their devices.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
