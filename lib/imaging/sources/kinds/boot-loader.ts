import type { SourceKind } from '../source-kind'

export const bootLoader = {
  id: 'boot-loader',
  title: 'Boot loader',
  how: 'boot-loader',
  home: 'https://archlinuxarm.org/packages',
  checkedBy: 'the sha256 that you give with it',
} as const satisfies SourceKind
