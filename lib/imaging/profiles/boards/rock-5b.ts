import type { BoardProfile } from '../board-profile'
import { archGeneric, oneExt4, UNTRIED } from '../layouts'

export const rock5b = {
  id: 'rock-5b',
  title: 'Radxa Rock 5B',
  architecture: 'arm64',
  soc: 'Rockchip RK3588, 4 × Cortex-A76 and 4 × Cortex-A55',
  memoryMib: [4096, 8192, 16384, 32768],
  ethernet: { mbit: 2500 },
  models: ['Radxa ROCK 5B', 'Radxa ROCK 5 Model B'],
  disk: { table: 'dos', partitions: oneExt4(32_768) },
  bootLoader: {
    writes: [{ file: 'u-boot-rockchip.bin', blockBytes: 512, skip: 0, seek: 64 }],
    from: 'upload',
    where: 'u-boot-rockchip.bin of a mainline U-Boot for rock5b-rk3588',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'rockchip/rk3588-rock-5b.dtb' },
  commandLine: ['console=ttyS2,1500000n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: 3.6, loadW: 17, source: 'geerlingguy/sbc-reviews, issue 3' },
  price: { text: '$115 (4 GB, 2022)', source: 'pre-order price' },
  server: { fits: true, reason: 'Fast, with much memory and NVMe.' },
  agent: { fits: true, reason: 'Fast, with much memory.' },
  osSources: [archGeneric, { id: 'armbian', whole: false }],
  uncertain: [
    'Debian 12’s kernel 6.1 does not know this chip.',
    'Arch Linux ARM does not document this board.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
