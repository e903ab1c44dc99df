import { describe, expect, it } from 'vitest'
import { type Drive, parseDrives } from './drive'
import { CARD_POLICY, confirmationOf, whyRefused } from './judge-drive'

const card: Drive = {
  path: '/dev/sdb',
  type: 'disk',
  bytes: 32_000_000_000,
  readOnly: false,
  removable: true,
  transport: 'usb',
  subsystems: 'block:scsi:usb:pci',
  vendor: 'Generic',
  model: 'SD Reader',
  serial: '0123456789',
  number: '8:16',
  mountPoints: [],
  fileSystems: ['vfat', 'ext4'],
  holders: ['part', 'part'],
}
const IMAGE = 2_000_000_000
const reasons = (drive: Drive, others: readonly Drive[] = []) =>
  whyRefused(drive, [drive, ...others], IMAGE, CARD_POLICY)

describe('a card in a reader', () => {
  it.each([
    ['on USB', card],
    [
      'in a slot of the board itself, which says that it is not removable',
      { ...card, path: '/dev/mmcblk0', transport: '', subsystems: 'block:mmc:mmc_host:platform', removable: false },
    ],
    ['beside another of the same model', card],
  ])('%s is written to', (_, drive) => {
    expect(reasons(drive, [{ ...card, path: '/dev/sdc', serial: 'another' }])).toEqual([])
  })
})

const cases: readonly (readonly [string, Partial<Drive>, string])[] = [
  ['the disk that this machine runs from', { mountPoints: ['/'] }, 'runs from it'],
  ['the disk with /boot', { mountPoints: ['/boot/efi'] }, 'runs from it'],
  ['the disk with /var', { mountPoints: ['/var/lib/docker'] }, 'runs from it'],
  ['the disk with home folders', { mountPoints: ['/home'] }, 'runs from it'],
  ['the disk with the panel’s data', { mountPoints: ['/data'] }, 'runs from it'],
  ['a disk that is swapped to', { mountPoints: ['[SWAP]'] }, 'swaps to it'],
  ['a card that a desktop has mounted', { mountPoints: ['/media/me/bootfs'] }, 'unmount it first'],
  ['a disk built in by SATA', { transport: 'sata', subsystems: 'block:scsi:pci' }, 'built into'],
  ['an NVMe disk', { path: '/dev/nvme0n1', transport: 'nvme', subsystems: 'block:nvme:pci' }, 'built into'],
  ['a virtual disk', { path: '/dev/vda', transport: '', subsystems: 'block:virtio:pci' }, 'built into'],
  ['a card locked by its switch', { readOnly: true }, 'locked'],
  ['a reader without a card', { bytes: 0 }, 'no card in it'],
  ['a card that is too small', { bytes: IMAGE - 1 }, 'too small'],
  ['a large USB disk', { bytes: 4_000_000_000_000 }, 'larger than cards'],
  ['an opened encrypted disk', { holders: ['part', 'crypt'] }, 'crypt that is open'],
  ['a disk with LVM in use', { holders: ['part', 'lvm'] }, 'lvm that is open'],
  ['a part of an array', { fileSystems: ['linux_raid_member'] }, 'pool or an array'],
  ['a part of a pool of ZFS', { fileSystems: ['zfs_member'] }, 'pool or an array'],
  ['a drive without a name', { model: '', serial: '' }, 'nobody can confirm'],
  ['a loop device', { path: '/dev/loop0', type: 'loop' }, 'not a disk'],
  ['a partition', { path: '/dev/sdb1', type: 'part' }, 'not a disk'],
  ['a CD drive', { path: '/dev/sr0', type: 'rom' }, 'not a disk'],
  ['the start-up part of an eMMC', { path: '/dev/mmcblk0boot0', subsystems: 'block:mmc' }, 'not a drive for cards'],
  ['memory', { path: '/dev/zram0' }, 'not a drive for cards'],
  ['what is no name of a drive', { path: '/dev/../etc/passwd' }, 'not one of a drive'],
]

describe('what is not written to', () => {
  it.each(cases)('%s', (_, changes, reason) => {
    expect(reasons({ ...card, ...changes }).join(' ')).toContain(reason)
  })

  it('is one of two that nobody can tell apart', () => {
    expect(reasons(card, [{ ...card, path: '/dev/sdc' }]).join(' ')).toContain('same model and serial')
  })
})

describe('what lsblk says', () => {
  const one = {
    name: 'sdb',
    path: '/dev/sdb',
    type: 'disk',
    size: 32e9,
    tran: 'usb',
    model: 'SD\u202eReader ',
    serial: 'x',
  }
  const parsed = (fields: object) => parseDrives(JSON.stringify({ blockdevices: [{ ...one, ...fields }] }))?.[0]

  it.each([
    ['true', { ro: true, rm: true }],
    ['"1"', { ro: '1', rm: '1' }],
    ['1', { ro: 1, rm: 1 }],
  ])('is read with %s for yes', (_, fields) => {
    expect(parsed(fields)).toMatchObject({ readOnly: true, removable: true })
  })

  it.each([false, '0', 0, null])('is read with %s for no', (no) => {
    expect(parsed({ ro: no, rm: no, hotplug: no })).toMatchObject({ readOnly: false, removable: false })
  })

  it('is read with sizes as texts, old and new mount points, and everything below', () => {
    const children = [
      { name: 'sdb1', type: 'part', fstype: 'vfat', mountpoint: '/media/a' },
      {
        name: 'sdb2',
        type: 'part',
        fstype: 'crypto_LUKS',
        mountpoints: [null],
        children: [{ name: 'x', type: 'crypt', mountpoints: ['/', null] }],
      },
    ]
    expect(parsed({ size: '32000000000', children })).toMatchObject({
      bytes: 32_000_000_000,
      mountPoints: ['/media/a', '/'],
      holders: ['part', 'part', 'crypt'],
      fileSystems: ['vfat', 'crypto_LUKS'],
    })
  })

  it('loses signs that turn the writing around', () => {
    const drive = parsed({})
    expect(drive && confirmationOf(drive)).toBe('SDReader x')
  })

  it.each(['', 'lsblk: error', '[]', '{"blockdevices": 5}', '{"blockdevices": [{}]}'])(
    'is nothing when it is %s',
    (text) => {
      expect(parseDrives(text)).toBeUndefined()
    },
  )
})
