import type { SourceKind } from '../source-kind'
import { archLinuxArmKey } from '../verify-signature'

export const archLinuxArm = {
  id: 'arch-linux-arm',
  title: 'Arch Linux ARM',
  how: 'tarball',
  home: 'https://archlinuxarm.org',
  checkedBy: 'a detached signature of the Arch Linux ARM Build System',
  packageFormat: 'pacman',
  key: archLinuxArmKey,
  // Only over HTTP, as its own guides have it: the signature says whether it is genuine.
  addressOf: (file) => `http://os.archlinuxarm.org/os/${file}`,
} as const satisfies SourceKind
