import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { choosePackages } from '@/lib/debian/choose-packages'
import { debianCache, debianRelease } from '@/lib/debian/debian-release'
import { fetchPackages, readPackages } from '@/lib/debian/fetch-packages'
import { openDeb } from '@/lib/debian/open-deb'
import { readTar } from '@/lib/imaging/tar/read-tar'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { mirrorOfApt } from '../images/debian-system'

export interface BoardFirmware {
  readonly code: string
  /** What a board remembers, as it is before its first start. */
  readonly variables: string
}

const FILES = { code: 'AAVMF_CODE.fd', variables: 'AAVMF_VARS.fd' } as const

/**
 * EFI for a simulated arm64 machine, from Debian's package of it; its files only, kept in the cache.
 * @throws AppError `not-prepared` where a test would have to fetch it
 */
export async function ensureBoardFirmware(): Promise<BoardFirmware> {
  const cache = path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
    'buzzcrate',
    'board-firmware',
  )
  const files = { code: path.join(cache, FILES.code), variables: path.join(cache, FILES.variables) }
  if (existsSync(files.code) && existsSync(files.variables)) return files
  refuseInTests('The firmware of a simulated board')
  const work = { cache: debianCache(), signal: new AbortController().signal }
  const index = await readPackages(debianRelease(mirrorOfApt()), 'arm64', work)
  const [deb = ''] = await fetchPackages(choosePackages(index, { wanted: ['qemu-efi-aarch64'] }), work)
  await mkdir(cache, { recursive: true })
  for await (const { entry, content } of readTar(openDeb(deb, 'data', work.signal))) {
    const name = Object.values(FILES).find((one) => entry.name === `usr/share/AAVMF/${one}`)
    if (name === undefined || entry.type !== 'file') continue
    const half = path.join(cache, `${name}.${process.pid}`)
    await writeFile(half, content)
    await rename(half, path.join(cache, name))
  }
  return files
}
