import type { SourceKind } from '../source-kind'

export const debianImage = {
  id: 'debian-image',
  title: 'Debian, a finished image (arm64)',
  how: 'image',
  home: 'https://cloud.debian.org/images/cloud/',
  checkedBy: 'the sha256 that you give with it',
} as const satisfies SourceKind
