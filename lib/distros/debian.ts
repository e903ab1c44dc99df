import type { Distro } from './distro'

export const debian: Distro = {
  id: 'debian',
  title: 'Debian',
  matches: (os) => os.id === 'debian' || os.idLike.includes('debian'),
  packageFormat: 'deb',
  installCommand: (packages) => `sudo apt-get install ${packages.join(' ')}`,
  commandLineFiles: ['/boot/firmware/cmdline.txt', '/boot/cmdline.txt'],
}
