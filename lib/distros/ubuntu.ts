import { debian } from './debian'
import type { Distro } from './distro'

export const ubuntu: Distro = {
  ...debian,
  id: 'ubuntu',
  title: 'Ubuntu',
  matches: (os) => os.id === 'ubuntu' || os.idLike.includes('ubuntu'),
  commandLineFiles: ['/boot/firmware/cmdline.txt', '/boot/firmware/current/cmdline.txt'],
}
