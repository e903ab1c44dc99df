import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { DebianRelease } from './debian-release'
import { fetchFile } from './fetch-file'
import { unpack } from './open-deb'
import { type DebianPackage, PackageIndex } from './package-index'
import { damaged } from './read-ar'
import { readRelease, type SignedRelease } from './read-release'

export type DebianArchitecture = 'amd64' | 'arm64'

export interface FetchWork {
  /** Folder that keeps what was fetched. */
  readonly cache: string
  readonly signal: AbortSignal
}

/** Downloads at a time. */
const PLACES = 4

/** A list that packages were chosen by. */
export interface UsedList extends Pick<SignedRelease, 'date' | 'sha256'> {
  readonly url: string
  readonly suite: string
}

/**
 * What a release has for an architecture, from lists that are signed. Lists of other architectures are not read.
 * @throws AppError as `readRelease` and `fetchFile`
 */
export async function readPackages(
  release: DebianRelease,
  architecture: DebianArchitecture,
  work: FetchWork,
): Promise<PackageIndex> {
  return (await readLists(release, architecture, work)).index
}

/** The same, with the lists that it came from. */
export async function readLists(
  { archives, components, keyring }: DebianRelease,
  architecture: DebianArchitecture,
  { cache, signal }: FetchWork,
): Promise<{ readonly index: PackageIndex; readonly lists: readonly UsedList[] }> {
  const index = new PackageIndex()
  const lists: UsedList[] = []
  for (const { url, suite } of archives) {
    const { files, date, sha256 } = await readRelease({ url, suite }, keyring, signal)
    lists.push({ url, suite, date, sha256 })
    for (const component of components) {
      const folder = `${component}/binary-${architecture}`
      const listed = files.get(`${folder}/Packages.xz`)
      if (listed === undefined) continue
      const address = `${url}/dists/${suite}/${folder}/by-hash/SHA256/${listed.sha256}`
      const file = await fetchFile(path.join(cache, 'lists'), { address, ...listed }, signal)
      const packed = createReadStream(file)
      await index.add(
        url,
        unpack(packed, 'xz', signal, () => damaged(file)),
      )
    }
  }
  return { index, lists }
}

/**
 * Fetches packages, some at a time.
 * @returns their files, in the order asked for
 * @throws AppError as `fetchFile`
 */
export async function fetchPackages(
  packages: readonly DebianPackage[],
  { cache, signal }: FetchWork,
): Promise<readonly string[]> {
  const files = new Array<string>(packages.length)
  const waiting = packages.entries()
  const fetchNext = async () => {
    for (const [at, { archive, file, sha256, bytes }] of waiting) {
      files[at] = await fetchFile(path.join(cache, 'pool'), { address: `${archive}/${file}`, sha256, bytes }, signal)
    }
  }
  await Promise.all(Array.from({ length: PLACES }, fetchNext))
  return files
}
