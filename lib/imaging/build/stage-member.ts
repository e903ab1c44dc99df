import type { BoardProfile, OsSource } from '../profiles/board-profile'
import type { TarMember } from '../tar/filter-tar'

export interface Staging {
  readonly choice: 'keep' | 'drop' | 'divert' | 'copy'
  /** With `divert` and `copy`: where it goes, in the boot partition or among the files of the boot loader. */
  readonly to?: { readonly part: 'boot' | 'loader'; readonly name: string }
}

/** Made by the running system, or of one machine only: two boards with one host key or id are one to everybody else. */
const LEFT_OUT =
  /^(?:(?:dev|proc|run|sys|tmp)\/.+|lost\+found(?:\/.*)?|var\/lib\/dbus\/machine-id|etc\/ssh\/ssh_host_.*)$/
const KERNEL = /^boot\/vmlinuz-[\w.+-]+$/
const INITRD = /^boot\/initrd\.img-[\w.+-]+$/
const EFI_LOADER = /^usr\/lib\/systemd\/boot\/efi\/systemd-boot(?:aa64|x64)\.efi$/
const PI_FIRMWARE = /^usr\/lib\/raspi-firmware\/([\w.-]+)$/
const PI_TREE = /^usr\/lib\/linux-image-[\w.+-]+\/broadcom\/(bcm27[\w.-]+\.dtb|bcm2837[\w.-]+\.dtb)$/

/** Whether the tarball brings a boot partition that is ready as it is, mounted at /boot. */
export const bringsBootPartition = (profile: BoardProfile, osId: OsSource['id']): boolean =>
  profile.bootFiles.kind === 'raspberry-pi' && osId === 'arch-linux-arm'

/** What becomes of a member of a root file system on the card of this board. */
export function stageMember(profile: BoardProfile, osId: OsSource['id'], { name, type }: TarMember): Staging {
  if (LEFT_OUT.test(name)) return { choice: 'drop' }
  if (bringsBootPartition(profile, osId)) {
    if (!name.startsWith('boot/')) return { choice: 'keep' }
    // FAT has no links.
    return type === 'file'
      ? { choice: 'divert', to: { part: 'boot', name: name.slice('boot/'.length) } }
      : { choice: 'drop' }
  }
  if (type !== 'file') return { choice: 'keep' }
  const loader = loaderName(profile, osId, name)
  if (loader !== undefined) return { choice: 'copy', to: { part: 'loader', name: loader } }
  const boot = bootPartitionName(profile, name)
  return boot === undefined ? { choice: 'keep' } : { choice: 'copy', to: { part: 'boot', name: boot } }
}

/** Boot loaders out of a package of the same system: `where` names package and folder. */
function loaderName({ bootLoader }: BoardProfile, osId: OsSource['id'], name: string): string | undefined {
  if (bootLoader.from !== 'debian-package' || osId !== 'debian-12') return undefined
  const folder = bootLoader.where.split(':/')[1] ?? ''
  const file = name.startsWith(folder) ? name.slice(folder.length) : ''
  return bootLoader.writes.some((write) => write.file === file) ? file : undefined
}

function bootPartitionName({ bootFiles }: BoardProfile, name: string): string | undefined {
  if (bootFiles.kind === 'extlinux' || bootFiles.kind === 'boot-script') return undefined
  if (KERNEL.test(name)) return 'vmlinuz'
  if (INITRD.test(name)) return 'initrd.img'
  if (bootFiles.kind === 'efi') return EFI_LOADER.test(name) ? bootFiles.loader : undefined
  return PI_FIRMWARE.exec(name)?.[1] ?? PI_TREE.exec(name)?.[1]
}
