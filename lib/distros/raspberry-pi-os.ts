import { debian } from './debian'
import type { Distro } from './distro'

/** `raspbian` is the 32-bit edition; the 64-bit one says `debian` and is known by a file of its own. */
export const raspberryPiOs: Distro = {
  ...debian,
  id: 'raspberry-pi-os',
  title: 'Raspberry Pi OS',
  matches: (os) => os.isRaspberryPiOs || os.id === 'raspbian',
}
