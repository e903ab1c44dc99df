import type { SourceKind } from '../source-kind'

export const ubuntu = {
  id: 'ubuntu',
  title: 'Ubuntu Server (arm64)',
  how: 'image',
  home: 'https://ubuntu.com/download',
  checkedBy: 'the sha256 that you give with it',
} as const satisfies SourceKind
