import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import type { ImagingObstacle } from '@/lib/ports/image-builder'

/** Programs that make and write images, and the Debian package that brings each. */
export const IMAGING_PACKAGES = {
  cp: 'coreutils',
  debugfs: 'e2fsprogs',
  dumpe2fs: 'e2fsprogs',
  e2fsck: 'e2fsprogs',
  eject: 'eject',
  fakeroot: 'fakeroot',
  'fsck.vfat': 'dosfstools',
  gpgv: 'gpgv',
  gzip: 'gzip',
  lsblk: 'util-linux',
  mcopy: 'mtools',
  mdir: 'mtools',
  mke2fs: 'e2fsprogs',
  'mkfs.vfat': 'dosfstools',
  sfdisk: 'fdisk',
  tar: 'tar',
  xz: 'xz-utils',
  zstd: 'zstd',
} as const

export type ImagingProgram = keyof typeof IMAGING_PACKAGES

/** Where Debian has them; an ordinary user's PATH lacks the sbin folders, where those for file systems are. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** What programs get as PATH: they start others by name. */
export const PROGRAM_PATH = FOLDERS.join(':')

export function findProgram(program: ImagingProgram): string | undefined {
  return FOLDERS.map((folder) => path.join(folder, program)).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      // Not there, or not for this user: the next folder.
      return false
    }
  })
}

/** One sentence for each program that is missing. */
export function missingPrograms(programs: readonly ImagingProgram[]): ImagingObstacle[] {
  return programs
    .filter((program) => findProgram(program) === undefined)
    .map((program) => ({
      code: 'image-tools-missing',
      sentence: `${program} is missing on the panel's machine: sudo apt-get install ${IMAGING_PACKAGES[program]}`,
    }))
}

/** @throws AppError `image-tools-missing` */
export function programPath(program: ImagingProgram): string {
  const found = findProgram(program)
  if (found !== undefined) return found
  throw new AppError('image-tools-missing', {
    userMessage: `To make images, the panel's machine needs ${program}. On Debian: sudo apt-get install ${IMAGING_PACKAGES[program]}`,
    details: { program, package: IMAGING_PACKAGES[program] },
  })
}
