import { bootScript } from '../formats/boot-script'
import { extlinux } from '../formats/extlinux'
import type { BoardProfile } from '../profiles/board-profile'

/** Where a root file system has its kernel: paths from its root. */
export interface KernelFiles {
  readonly kernel: string
  readonly initrd: string
  /** The folder of device trees. */
  readonly trees: string
}

export interface BootFile {
  /** From the root of the file system that the board starts from. */
  readonly path: string
  readonly content: string | Buffer
}

export interface BootSettings {
  /** `PARTUUID=…`: devices are counted differently from boot to boot. */
  readonly root: string
  readonly timeS: number
  readonly macAddress?: string
}

export const commandLine = (profile: BoardProfile, root: string): string =>
  [`root=${root}`, ...profile.commandLine, ...profile.cgroupFlags].join(' ')

/** The texts by which a board finds its kernel. */
export function bootFiles(profile: BoardProfile, files: KernelFiles, settings: BootSettings): BootFile[] {
  const line = commandLine(profile, settings.root)
  const { bootFiles: kind } = profile
  switch (kind.kind) {
    case 'raspberry-pi': {
      const config = [
        ...kind.config,
        `kernel=${files.kernel.slice(1)}`,
        `initramfs ${files.initrd.slice(1)} followkernel`,
        '',
      ]
      return [
        { path: '/cmdline.txt', content: `${line}\n` },
        { path: '/config.txt', content: config.join('\n') },
      ]
    }
    case 'extlinux': {
      const entry = { ...files, title: profile.title, deviceTree: { file: `${files.trees}/${kind.deviceTree}` } }
      return [{ path: '/boot/extlinux/extlinux.conf', content: extlinux({ ...entry, commandLine: [line] }) }]
    }
    case 'boot-script': {
      const script = scriptText(files, `${files.trees}/${kind.deviceTree}`, line, settings.macAddress)
      return [
        { path: '/boot/boot.txt', content: script },
        { path: '/boot/boot.scr', content: bootScript(script, { name: 'BuzzCrate', timeS: settings.timeS }) },
      ]
    }
    case 'efi':
      return [
        { path: '/loader/loader.conf', content: 'timeout 1\ndefault buzzcrate.conf\n' },
        {
          path: '/loader/entries/buzzcrate.conf',
          content: ['title Linux', `linux ${files.kernel}`, `initrd ${files.initrd}`, `options ${line}`, ''].join('\n'),
        },
      ]
  }
}

/** For U-Boot's distro boot, which sets where the script came from and where in memory things go. */
function scriptText(files: KernelFiles, tree: string, line: string, macAddress: string | undefined): string {
  /** A variable of U-Boot's, put in by the board. */
  const at = (name: string) => `$\{${name}}`
  const from = `${at('devtype')} ${at('devnum')}:${at('distro_bootpart')}`
  return [
    ...(macAddress === undefined ? [] : [`setenv ethaddr ${macAddress}`]),
    `setenv bootargs ${line}`,
    `load ${from} ${at('kernel_addr_r')} ${files.kernel}`,
    `load ${from} ${at('fdt_addr_r')} ${tree}`,
    `load ${from} ${at('ramdisk_addr_r')} ${files.initrd}`,
    `booti ${at('kernel_addr_r')} ${at('ramdisk_addr_r')}:${at('filesize')} ${at('fdt_addr_r')}`,
    '',
  ].join('\n')
}
