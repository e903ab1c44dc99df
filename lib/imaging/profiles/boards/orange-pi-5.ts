import type { BoardProfile } from '../board-profile'
import { archGeneric, oneExt4, UNTRIED } from '../layouts'

export const orangePi5 = {
  id: 'orange-pi-5',
  title: 'Orange Pi 5',
  architecture: 'arm64',
  soc: 'Rockchip RK3588S, 4 × Cortex-A76 and 4 × Cortex-A55',
  memoryMib: [4096, 8192, 16384],
  ethernet: { mbit: 1000 },
  models: ['Xunlong Orange Pi 5', 'Orange Pi 5'],
  disk: { table: 'dos', partitions: oneExt4(32_768) },
  bootLoader: {
    writes: [{ file: 'u-boot-rockchip.bin', blockBytes: 512, skip: 0, seek: 64 }],
    from: 'upload',
    where: 'u-boot-rockchip.bin of a mainline U-Boot for orangepi-5-rk3588s',
  },
  bootFiles: { kind: 'extlinux', deviceTree: 'rockchip/rk3588s-orangepi-5.dtb' },
  commandLine: ['console=ttyS2,1500000n8', 'rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'not measured idle; 11.5 W under HPL (geerlingguy/top500-benchmark)' },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: 'Fast, with much memory and NVMe.' },
  agent: { fits: true, reason: 'Fast, with much memory.' },
  osSources: [archGeneric, { id: 'armbian', whole: false }],
  uncertain: [
    'Debian 12’s kernel 6.1 does not know this chip.',
    'Memory and Ethernet are from memory, not from a data sheet.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
