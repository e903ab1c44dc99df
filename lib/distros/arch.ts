import type { Distro } from './distro'

export const arch: Distro = {
  id: 'arch',
  title: 'Arch Linux',
  matches: (os) => os.id === 'arch' || os.idLike.includes('arch'),
  packageFormat: 'pacman',
  installCommand: (packages) => `sudo pacman -S --needed ${packages.join(' ')}`,
  commandLineFiles: ['/boot/cmdline.txt'],
}
