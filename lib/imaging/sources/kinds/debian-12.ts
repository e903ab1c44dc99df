import type { SourceKind } from '../source-kind'

export const debian12 = {
  id: 'debian-12',
  title: 'Debian 12',
  how: 'packages',
  home: 'https://www.debian.org',
  checkedBy: 'apt, which checks each package against Debian’s signed lists',
} as const satisfies SourceKind
