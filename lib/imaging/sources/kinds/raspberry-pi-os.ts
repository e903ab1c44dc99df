import type { SourceKind } from '../source-kind'

export const raspberryPiOs = {
  id: 'raspberry-pi-os',
  title: 'Raspberry Pi OS Lite (64-bit)',
  how: 'image',
  home: 'https://www.raspberrypi.com/software/operating-systems/',
  checkedBy: 'the sha256 that you give with it',
} as const satisfies SourceKind
