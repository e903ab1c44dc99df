import type { KernelFiles } from './boot-files'

/** The kernel of a root file system by the names in its /boot (without `boot/`): Arch Linux ARM's or Debian's. */
export function findKernel(names: readonly string[]): KernelFiles | undefined {
  if (names.includes('Image') && names.includes('initramfs-linux.img'))
    return { kernel: '/boot/Image', initrd: '/boot/initramfs-linux.img', trees: '/boot/dtbs' }
  // Links of ours: they lead to the newest kernel when the board has got another.
  if (['vmlinuz', 'initrd.img', 'dtbs'].every((name) => names.includes(name)))
    return { kernel: '/boot/vmlinuz', initrd: '/boot/initrd.img', trees: '/boot/dtbs' }
  const versions = names.flatMap((name) => /^vmlinuz-([\w.+-]+)$/.exec(name)?.[1] ?? [])
  const version = versions
    .filter((one) => names.includes(`initrd.img-${one}`))
    .sort()
    .at(-1)
  if (version === undefined) return undefined
  return {
    kernel: `/boot/vmlinuz-${version}`,
    initrd: `/boot/initrd.img-${version}`,
    trees: `/usr/lib/linux-image-${version}`,
  }
}
