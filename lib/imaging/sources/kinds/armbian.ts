import type { SourceKind } from '../source-kind'

export const armbian = {
  id: 'armbian',
  title: 'Armbian',
  how: 'image',
  home: 'https://www.armbian.com/download/',
  checkedBy: 'the sha256 that you give with it',
} as const satisfies SourceKind
