import type { BoardProfile } from '../board-profile'
import { debianWhole, efiPartitions } from '../layouts'

export const efiAmd64 = {
  id: 'efi-amd64',
  title: 'Any EFI machine (amd64)',
  architecture: 'amd64',
  soc: 'any',
  memoryMib: [],
  ethernet: { mbit: null },
  models: [],
  disk: { table: 'gpt', partitions: efiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'systemd-boot-efi:/usr/lib/systemd/boot/efi/systemd-bootx64.efi',
  },
  bootFiles: { kind: 'efi', loader: 'EFI/BOOT/BOOTX64.EFI' },
  commandLine: ['rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'depends on the machine' },
  price: { text: null, source: 'depends on the machine' },
  server: { fits: true, reason: 'With 2 GB of memory or more.' },
  agent: { fits: true, reason: 'With 1 GB of memory or more.' },
  osSources: [debianWhole],
  uncertain: ['Secure Boot has to be off: the boot loader is not signed.'],
} as const satisfies BoardProfile
