import type { SourceKind } from '../source-kind'

export const debian12 = {
  id: 'debian-12',
  title: 'Debian 12',
  how: 'packages',
  home: 'https://www.debian.org',
  checkedBy: 'the signature of Debian’s archive, which holds the sums of all lists and packages',
  make: async (slot, mirror, work) => {
    const { makeDebian12 } = await import('../../debian/make-debian-12')
    return makeDebian12(slot.file, mirror, work)
  },
} as const satisfies SourceKind
