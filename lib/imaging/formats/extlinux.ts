export interface ExtlinuxEntry {
  readonly title: string
  /** Paths as the boot loader sees them, from the root of the file system that has the file. */
  readonly kernel: string
  readonly initrd: string
  /** A file, or a folder of all trees of which the boot loader knows its own. */
  readonly deviceTree: { readonly file: string } | { readonly folder: string }
  readonly commandLine: readonly string[]
}

/** /boot/extlinux/extlinux.conf: what U-Boot's distro boot looks for (doc/develop/distro.rst), one entry, no menu. */
export function extlinux(entry: ExtlinuxEntry): string {
  const tree = 'file' in entry.deviceTree ? `FDT ${entry.deviceTree.file}` : `FDTDIR ${entry.deviceTree.folder}`
  return [
    'DEFAULT linux',
    'TIMEOUT 10',
    '',
    'LABEL linux',
    `  MENU LABEL ${entry.title}`,
    `  KERNEL ${entry.kernel}`,
    `  INITRD ${entry.initrd}`,
    `  ${tree}`,
    `  APPEND ${entry.commandLine.join(' ')}`,
    '',
  ].join('\n')
}
