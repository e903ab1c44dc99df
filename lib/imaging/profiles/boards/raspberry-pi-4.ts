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

export const raspberryPi4 = {
  id: 'raspberry-pi-4',
  title: 'Raspberry Pi 4',
  architecture: 'arm64',
  soc: 'Broadcom BCM2711, 4 × Cortex-A72',
  memoryMib: [1024, 2048, 4096, 8192],
  ethernet: { mbit: 1000 },
  models: ['Raspberry Pi 4 Model B', 'Raspberry Pi 400'],
  disk: { table: 'dos', partitions: raspberryPiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'raspi-firmware:/usr/lib/raspi-firmware/',
  },
  bootFiles: { kind: 'raspberry-pi', config: ['arm_64bit=1', 'enable_uart=1', 'upstream_kernel=1'] },
  commandLine: ['console=tty0', 'console=ttyS1,115200', 'rw', 'rootwait', 'fsck.repair=yes'],
  cgroupFlags: raspberryPiCgroups,
  power: { idleW: 1.6, loadW: 5.0, source: 'geerlingguy/sbc-reviews, issue 4' },
  price: { text: '$35 (2 GB) to $55 (4 GB)', source: 'pidiylab and robotics3d, 2025' },
  server: { fits: true, reason: 'With 4 GB or more; a USB disk is better than a card for a server.' },
  agent: { fits: true, reason: 'Any version with 2 GB or more.' },
  identifyLed: 'ACT',
  osSources: [debianWhole, archPi, raspberryPiOs, ubuntuPi],
  uncertain: [
    'Old versions of U-Boot in Arch Linux ARM’s tarball started the 8 GB version in a loop; whether they still do is unknown.',
    UNTRIED,
  ],
} as const satisfies BoardProfile
