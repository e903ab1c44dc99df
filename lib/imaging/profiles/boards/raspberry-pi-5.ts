import type { BoardProfile } from '../board-profile'
import { raspberryPiCgroups, raspberryPiOs, raspberryPiPartitions, UNTRIED, ubuntuPi } from '../layouts'

export const raspberryPi5 = {
  id: 'raspberry-pi-5',
  title: 'Raspberry Pi 5',
  architecture: 'arm64',
  soc: 'Broadcom BCM2712, 4 × Cortex-A76',
  memoryMib: [2048, 4096, 8192, 16384],
  ethernet: { mbit: 1000 },
  models: ['Raspberry Pi 5', 'Raspberry Pi 500'],
  disk: { table: 'dos', partitions: raspberryPiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'in the board’s own flash; its kernel is Raspberry Pi OS’s',
  },
  bootFiles: { kind: 'raspberry-pi', config: ['arm_64bit=1'] },
  commandLine: ['console=tty1', 'rw', 'rootwait', 'fsck.repair=yes'],
  cgroupFlags: raspberryPiCgroups,
  power: {
    idleW: null,
    loadW: null,
    source: 'not measured idle; 12.7 W under HPL with 8 GB (geerlingguy/top500-benchmark)',
  },
  price: { text: '$60 (4 GB), $80 (8 GB) at launch', source: 'press, 2023' },
  server: { fits: true, reason: 'The best server of the small boards, with an NVMe disk above all.' },
  agent: { fits: true, reason: 'Any version.' },
  identifyLed: 'ACT',
  osSources: [raspberryPiOs, ubuntuPi],
  uncertain: [
    'Debian 12’s kernel 6.1 does not know this board, and Arch Linux ARM’s tarball does not start on it unchanged.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
