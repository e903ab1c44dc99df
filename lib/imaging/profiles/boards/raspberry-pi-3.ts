import type { BoardProfile } from '../board-profile'
import {
  archPi,
  debianWhole,
  raspberryPiCgroups,
  raspberryPiOs,
  raspberryPiPartitions,
  TOO_SMALL_FOR_SERVER,
  UNTRIED,
  ubuntuPi,
} from '../layouts'

export const raspberryPi3 = {
  id: 'raspberry-pi-3',
  title: 'Raspberry Pi 3',
  architecture: 'arm64',
  soc: 'Broadcom BCM2837, 4 × Cortex-A53',
  memoryMib: [1024],
  ethernet: { mbit: 300, note: 'Over USB 2: the 3B+ reaches about 300 Mbit/s, the 3B 100.' },
  models: ['Raspberry Pi 3 Model B'],
  disk: { table: 'dos', partitions: raspberryPiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'raspi-firmware:/usr/lib/raspi-firmware/',
  },
  bootFiles: { kind: 'raspberry-pi', config: ['arm_64bit=1', 'enable_uart=1', 'upstream_kernel=1'] },
  commandLine: ['console=tty0', 'console=ttyS1,115200', 'rw', 'rootwait', 'fsck.repair=yes'],
  cgroupFlags: raspberryPiCgroups,
  power: { idleW: 3.1, loadW: 5.6, source: 'geerlingguy/sbc-reviews, issue 16 (3B+)' },
  price: { text: '$35', source: 'from memory' },
  server: { fits: false, reason: TOO_SMALL_FOR_SERVER },
  agent: { fits: true, reason: '1 GB of memory: room for very small workloads only.' },
  identifyLed: 'ACT',
  osSources: [debianWhole, archPi, raspberryPiOs, ubuntuPi],
  uncertain: [
    'A 3B that never started from a card needs one update of its start-up code for USB, not for cards.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
