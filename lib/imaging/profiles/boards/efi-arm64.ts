import type { BoardProfile } from '../board-profile'
import { debianEfi, debianWhole, efiPartitions, ubuntuEfi } from '../layouts'

export const efiArm64 = {
  id: 'efi-arm64',
  title: 'Any EFI machine (arm64)',
  architecture: 'arm64',
  soc: 'any',
  memoryMib: [],
  ethernet: { mbit: null },
  models: [],
  disk: { table: 'gpt', partitions: efiPartitions },
  bootLoader: {
    writes: [],
    from: 'firmware',
    where: 'systemd-boot-efi:/usr/lib/systemd/boot/efi/systemd-bootaa64.efi',
  },
  bootFiles: { kind: 'efi', loader: 'EFI/BOOT/BOOTAA64.EFI' },
  commandLine: ['rw', 'rootwait'],
  cgroupFlags: [],
  power: { idleW: null, loadW: null, source: 'depends on the machine' },
  price: { text: null, source: 'depends on the machine' },
  server: { fits: true, reason: 'With 2 GB of memory or more.' },
  agent: { fits: true, reason: 'With 1 GB of memory or more.' },
  osSources: [debianWhole, debianEfi, ubuntuEfi],
  uncertain: ['Secure Boot has to be off: the boot loader is not signed.'],
} as const satisfies BoardProfile
