import type { BoardProfile } from '../profiles/board-profile'

export interface DiskIds {
  /** 32 bits of a dos table, never 0; a GUID's text for gpt. Partitions are found by it: never by a device's name. */
  readonly diskSignature: number
  readonly diskGuid: string
  /** A GUID a partition of a gpt. */
  readonly partitionGuids: string[]
}

/** What sfdisk reads (man sfdisk, "Input format"): all sizes in sectors, so that nothing is rounded. */
export function sfdiskScript(disk: BoardProfile['disk'], ids: DiskIds, totalSectors: number): string {
  const head =
    disk.table === 'dos'
      ? ['label: dos', `label-id: 0x${ids.diskSignature.toString(16).padStart(8, '0')}`]
      : ['label: gpt', `label-id: ${ids.diskGuid}`, 'first-lba: 34']
  const end = disk.table === 'dos' ? totalSectors : totalSectors - 2048
  const lines = disk.partitions.map(({ startSector, sectors, type, bootable, label }, index) => {
    const fields = [`start=${startSector}`, `size=${sectors ?? end - startSector}`, `type=${type}`]
    if (bootable) fields.push('bootable')
    if (disk.table === 'gpt') fields.push(`uuid=${ids.partitionGuids[index]}`, `name=${label}`)
    return fields.join(', ')
  })
  return [...head, 'unit: sectors', '', ...lines, ''].join('\n')
}

/** How the kernel's command line and fstab name a partition, counted from 1. */
export function partUuid(table: 'dos' | 'gpt', ids: DiskIds, number: number): string {
  if (table === 'gpt') return ids.partitionGuids[number - 1] ?? ''
  return `${ids.diskSignature.toString(16).padStart(8, '0')}-${number.toString(16).padStart(2, '0')}`
}
