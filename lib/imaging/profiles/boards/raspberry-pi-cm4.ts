import type { BoardProfile } from '../board-profile'
import {
  archPi,
  debianWhole,
  raspberryPiCgroups,
  raspberryPiOs,
  raspberryPiPartitions,
  UNTRIED,
  ubuntuPi,
} from '../layouts'

export const raspberryPiCm4 = {
  id: 'raspberry-pi-cm4',
  title: 'Raspberry Pi Compute Module 4',
  architecture: 'arm64',
  soc: 'Broadcom BCM2711, 4 × Cortex-A72',
  memoryMib: [1024, 2048, 4096, 8192],
  ethernet: { mbit: 1000 },
  models: ['Raspberry Pi Compute Module 4'],
  disk: { table: 'dos', partitions: raspberryPiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'raspi-firmware:/usr/lib/raspi-firmware/',
  },
  bootFiles: { kind: 'raspberry-pi', config: ['arm_64bit=1', 'enable_uart=1', 'upstream_kernel=1'] },
  commandLine: ['console=tty0', 'console=ttyS1,115200', 'rw', 'rootwait', 'fsck.repair=yes'],
  cgroupFlags: raspberryPiCgroups,
  power: {
    idleW: null,
    loadW: null,
    source: 'not measured alone; a board with four of them took 24.5 to 33 W under HPL (geerlingguy/top500-benchmark)',
  },
  price: { text: null, source: 'not looked up' },
  server: { fits: true, reason: 'With 4 GB or more.' },
  agent: { fits: true, reason: 'Any version with 2 GB or more.' },
  identifyLed: 'ACT',
  osSources: [debianWhole, archPi, raspberryPiOs, ubuntuPi],
  uncertain: ['Versions with eMMC take no card: write the image with rpiboot.', UNTRIED],
} as const satisfies BoardProfile
