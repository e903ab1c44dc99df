import type { Drive } from './drive'

export interface DrivePolicy {
  /** Ways in which a card reader hangs on a machine. */
  readonly buses: readonly string[]
  readonly types: readonly string[]
  /** Larger ones are disks that somebody keeps things on. */
  readonly mostBytes: number
  /** A drive that says who it is can be confirmed by a person. */
  readonly named: boolean
}

export const CARD_POLICY: DrivePolicy = {
  buses: ['usb', 'mmc'],
  types: ['disk'],
  mostBytes: 512_000_000_000,
  named: true,
}

const SYSTEM = /^\/(?:$|boot|usr|var|home|etc|opt|srv|nix|root|data)(?:\/|$)?/
/** Parts of several disks, or containers of others: whatever is written to one of them, more than a card is lost. */
const COMPOUND = new Set([
  'LVM2_member',
  'linux_raid_member',
  'zfs_member',
  'bcache',
  'ceph_bluestore',
  'drbd',
  'isw_raid_member',
  'ddf_raid_member',
])
const NAMES = /^\/dev\/(?:sr|ram|zram|fd|nbd|dm-|md|mtdblock|rbd|mmcblk\d+(?:boot|rpmb|gp))/

/**
 * Why a drive is not written to, a sentence each; empty when it may be. Everything that is not known to be a card in a
 * reader is refused.
 * @param all all drives: two that cannot be told apart are refused both
 */
export function whyRefused(drive: Drive, all: readonly Drive[], imageBytes: number, policy: DrivePolicy): string[] {
  const buses = [drive.transport, ...drive.subsystems.split(':')]
  const system = drive.mountPoints.filter((point) => SYSTEM.test(point))
  const twins = all.filter((other) => other.model === drive.model && other.serial === drive.serial)
  const inside = drive.holders.filter((type) => type !== 'part')
  return [
    ...says(
      policy.types.includes(drive.type),
      `It is not a disk but ${drive.type === '' ? 'something unknown' : drive.type}.`,
    ),
    ...says(!NAMES.test(drive.path), 'It is not a drive for cards.'),
    ...says(/^\/dev\/[a-z]+[a-z0-9]*$/.test(drive.path), 'Its name is not one of a drive.'),
    ...says(
      policy.buses.some((bus) => buses.includes(bus)),
      'It hangs on neither USB nor a card slot: it is built into this machine.',
    ),
    ...says(system.length === 0, `This machine runs from it (${system.slice(0, 3).join(', ')}).`),
    ...says(!drive.mountPoints.includes('[SWAP]'), 'This machine swaps to it.'),
    ...says(
      drive.mountPoints.every((point) => SYSTEM.test(point) || point === '[SWAP]'),
      `It is mounted at ${drive.mountPoints
        .filter((point) => !SYSTEM.test(point))
        .slice(0, 3)
        .join(', ')}: unmount it first.`,
    ),
    ...says(inside.length === 0, `It holds ${[...new Set(inside)].join(', ')} that is open.`),
    ...says(!drive.fileSystems.some((kind) => COMPOUND.has(kind)), 'It is a part of a pool or an array of disks.'),
    ...says(!drive.readOnly, 'It is locked against writing.'),
    ...says(drive.bytes > 0, 'There is no card in it.'),
    ...says(
      drive.bytes === 0 || drive.bytes >= imageBytes,
      `It is too small: ${drive.bytes} bytes for an image of ${imageBytes}.`,
    ),
    ...says(drive.bytes <= policy.mostBytes, 'It is larger than cards are.'),
    ...says(
      !policy.named || drive.model !== '' || drive.serial !== '',
      'It says neither its model nor its serial number, so nobody can confirm it.',
    ),
    ...says(!policy.named || twins.length <= 1, 'Another drive has the same model and serial number.'),
  ]
}

/** What a person types to confirm a drive. */
export const confirmationOf = ({ model, serial }: Pick<Drive, 'model' | 'serial'>): string =>
  `${model} ${serial}`.trim()

const says = (fine: boolean, sentence: string): string[] => (fine ? [] : [sentence])
