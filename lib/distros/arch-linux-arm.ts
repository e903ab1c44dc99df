import { arch } from './arch'
import type { Distro } from './distro'

/** `linux-rpi` boots from cmdline.txt; the generic kernel from U-Boot's boot.txt, which needs `mkscr` after a change. */
export const archLinuxArm: Distro = {
  ...arch,
  id: 'arch-linux-arm',
  title: 'Arch Linux ARM',
  matches: (os) => os.id === 'archarm',
  commandLineFiles: ['/boot/cmdline.txt', '/boot/boot.txt'],
}
