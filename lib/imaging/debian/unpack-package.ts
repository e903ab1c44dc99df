import { Readable } from 'node:stream'
import { openDeb } from '@/lib/debian/open-deb'
import { namesIn } from '@/lib/debian/package-index'
import { readParagraphs } from '@/lib/debian/read-paragraphs'
import { readTar } from '../tar/read-tar'
import { refusedSource } from '../tar/refused-source'
import type { RootArchive } from './root-archive'

/** What dpkg keeps about a package, far more than any has. */
const MOST_CONTROL_BYTES = 4 * 1024 * 1024

/** A package after its files were unpacked: what dpkg has to know about it. */
export interface UnpackedPackage {
  readonly name: string
  /** As dpkg calls files about it: with the architecture where packages of several may be there at once. */
  readonly infoName: string
  /** The text of its control file. */
  readonly control: string
  /** Scripts of its maintainers and lists, by their names. */
  readonly parts: ReadonlyMap<string, Buffer>
  /** All its paths, as it names them. */
  readonly paths: readonly string[]
  /** MD5 of its settings files, by path. */
  readonly settings: ReadonlyMap<string, string>
}

/** What is done with the whole of a file beside; undefined for files of no further use. They are held in memory. */
export type Also = (name: string) => ((bytes: Buffer) => void) | undefined

/**
 * Unpacks a package into a root file system; runs nothing of it.
 * @param only takes files that match alone, and folders above them
 * @throws AppError `image-source-refused`, or as `openDeb`
 */
export async function unpackPackage(
  file: string,
  root: RootArchive,
  signal: AbortSignal,
  also: Also,
  only?: RegExp,
): Promise<UnpackedPackage> {
  const parts = await readControl(openDeb(file, 'control', signal))
  const control = parts.get('control')?.toString('utf8').trim() ?? ''
  parts.delete('control')
  const fields = await fieldsOf(control)
  const name = fields.get('package')
  if (name === undefined) throw refusedSource('is a package of Debian’s without a name')
  const replaces = new Set(namesIn(fields.get('replaces') ?? ''))
  // Lines may have a flag before the path, of what is taken away in upgrades only.
  const settingsPaths = new Set(
    (parts.get('conffiles')?.toString('utf8') ?? '').split('\n').filter((line) => line.startsWith('/')),
  )
  const settings = new Map<string, string>()
  const paths: string[] = []
  for await (const { entry, content } of readTar(openDeb(file, 'data', signal))) {
    signal.throwIfAborted()
    const path = `/${entry.name === '' ? '.' : entry.name}`
    if (only !== undefined && !(entry.type === 'file' && only.test(entry.name))) continue
    const use = entry.type === 'file' ? also(entry.name) : undefined
    const chunks: Buffer[] = []
    const md5 = await root.put(entry, use === undefined ? content : kept(content, chunks), { name, replaces })
    use?.(Buffer.concat(chunks))
    paths.push(path)
    if (md5 !== undefined && settingsPaths.has(path)) settings.set(path, md5)
  }
  const infoName = fields.get('multi-arch') === 'same' ? `${name}:${fields.get('architecture')}` : name
  return { name, infoName, control, parts, paths, settings }
}

async function fieldsOf(control: string): Promise<ReadonlyMap<string, string>> {
  for await (const fields of readParagraphs(Readable.from([Buffer.from(control)]))) return fields
  return new Map()
}

async function* kept(content: AsyncIterable<Buffer>, chunks: Buffer[]): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    chunks.push(chunk)
    yield chunk
  }
}

async function readControl(tar: AsyncIterable<Buffer>): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>()
  let bytes = 0
  for await (const { entry, content } of readTar(tar)) {
    bytes += entry.bytes
    if (bytes > MOST_CONTROL_BYTES) throw refusedSource('is a package of Debian’s with far too much about itself')
    if (entry.type !== 'file' || !/^[\w.-]+$/.test(entry.name)) continue
    const chunks: Buffer[] = []
    for await (const chunk of content) chunks.push(chunk)
    parts.set(entry.name, Buffer.concat(chunks))
  }
  return parts
}
