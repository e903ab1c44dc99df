import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { TarEntry } from '../tar/read-tar'
import { refusedSource } from '../tar/refused-source'
import { TAR_END, tarHeader, tarPadding } from '../tar/write-tar'

/** Folders that Debian has under /usr for good since Debian 12; packages still name the old places. */
const MERGED = /^(bin|sbin|lib|lib32|lib64|libo32|libx32)(?=\/|$)/
const mergedName = (name: string): string => name.replace(MERGED, 'usr/$1')

/** What no board needs. Licences stay. */
const LEFT_OUT =
  /^usr\/share\/(?:man|info|lintian|bug|doc-base|gtk-doc)\/.|^usr\/share\/doc\/[^/]+\/(?!copyright$)|^usr\/share\/locale\/(?!locale\.alias$)./
/** The same in dpkg's words (dpkg(1), --path-exclude), for packages that come later. */
export const DPKG_SETTINGS = [
  ...['man', 'info', 'lintian', 'bug', 'doc-base', 'gtk-doc', 'locale', 'doc'].map(
    (name) => `path-exclude=/usr/share/${name}/*`,
  ),
  'path-include=/usr/share/doc/*/copyright',
  'path-include=/usr/share/locale/locale.alias',
  '',
].join('\n')

const CHUNK = 1024 * 1024

/** A tar of a root file system that packages are unpacked into, one after another. */
export class RootArchive {
  private readonly file: FileHandle
  private readonly timeS: number
  private readonly taken = new Map<string, { readonly type: TarEntry['type']; readonly by: string }>()
  private waiting: Buffer[] = []
  private waitingBytes = 0

  /** @param timeS of what is in no package */
  constructor(file: FileHandle, timeS: number) {
    this.file = file
    this.timeS = timeS
  }

  /**
   * Puts in a member of a package. Of two packages that have a file, the one stays that replaces the other.
   * @param by the package, and the names of those that it replaces
   * @returns the MD5 of a file, hex, which is what dpkg knows files by; undefined for others and what was left out
   * @throws AppError `image-source-refused` when another package has it, too
   */
  async put(
    entry: TarEntry,
    content: AsyncIterable<Buffer>,
    by: { readonly name: string; readonly replaces: ReadonlySet<string> },
  ): Promise<string | undefined> {
    const name = mergedName(entry.name)
    if (name === '' || LEFT_OUT.test(name)) return undefined
    const before = this.taken.get(name)
    if (before !== undefined) {
      // The first has it: base-files for those that everybody names.
      if (entry.type === 'folder' && before.type !== 'file') return undefined
      if (!by.replaces.has(before.by))
        throw refusedSource(`of ${by.name} has ${JSON.stringify(name.slice(0, 80))}, which ${before.by} has, too`)
    }
    this.taken.set(name, { type: entry.type, by: by.name })
    const target = entry.type === 'hard-link' ? mergedName(entry.target) : entry.target
    await this.write(tarHeader({ ...entry, name, target }))
    if (entry.type !== 'file') return undefined
    const md5 = createHash('md5')
    for await (const chunk of content) {
      md5.update(chunk)
      await this.write(chunk)
    }
    await this.write(tarPadding(entry.bytes))
    return md5.digest('hex')
  }

  /** A file of ours; like the others with the folders above it that are not there yet. */
  async addFile(name: string, mode: number, content: string | Buffer): Promise<void> {
    const bytes = Buffer.from(content)
    await this.add(name, { type: 'file', mode, bytes: bytes.length })
    await this.write(bytes)
    await this.write(tarPadding(bytes.length))
  }

  async addLink(name: string, target: string): Promise<void> {
    await this.add(name, { type: 'link', mode: 0o777, target })
  }

  /** Nothing when it is there. */
  async addFolder(name: string, mode = 0o755): Promise<void> {
    if (!this.taken.has(name)) await this.add(name, { type: 'folder', mode })
  }

  async end(): Promise<void> {
    await this.write(TAR_END)
    await this.flush()
    await this.file.sync()
  }

  private async add(name: string, entry: Pick<TarEntry, 'type' | 'mode'> & Partial<TarEntry>): Promise<void> {
    const parent = name.slice(0, Math.max(0, name.lastIndexOf('/')))
    if (parent !== '') await this.addFolder(parent)
    this.taken.set(name, { type: entry.type, by: 'BuzzCrate' })
    await this.write(tarHeader({ name, uid: 0, gid: 0, mtimeS: this.timeS, target: '', bytes: 0, ...entry }))
  }

  private async write(bytes: Buffer): Promise<void> {
    this.waiting.push(bytes)
    this.waitingBytes += bytes.length
    if (this.waitingBytes >= CHUNK) await this.flush()
  }

  private async flush(): Promise<void> {
    await this.file.appendFile(Buffer.concat(this.waiting))
    this.waiting = []
    this.waitingBytes = 0
  }
}
