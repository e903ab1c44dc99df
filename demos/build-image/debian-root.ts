import { open, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { openDeb } from '@/lib/debian/open-deb'
import type { DebianImageSpec } from './image-spec'
import { RootTree } from './root-tree'
import type { TarEntry } from './tar-archive'
import { unpackPackage } from './unpack-package'

export interface DebianRootWork {
  /** Gets one file with all contents; it must be there until the layer is packed. */
  readonly scratch: string
  readonly signal: AbortSignal
}

/** Of what is left out, the licences stay: whoever passes an image on passes them on. */
const LICENCE = /^usr\/share\/doc\/[^/]+(\/copyright)?$/

/**
 * The root file system of an image made of Debian's packages: they are unpacked, and none of their scripts is run. What
 * those would have done is written here: the accounts and the folders that belong to the program.
 * @param source folder of the demo, with the files that the image gets
 * @param debs files of the packages, in a fixed order
 * @throws AppError `debian-package-damaged`, `debian-package-odd`, `image-source-refused`
 */
export async function debianRoot(
  spec: DebianImageSpec,
  source: string,
  debs: readonly string[],
  { scratch, signal }: DebianRootWork,
): Promise<readonly TarEntry[]> {
  const tree = new RootTree()
  const contents = path.join(scratch, 'contents')
  const left = spec.leftOut.map((place) => place.slice(1))
  const wanted = (place: string) =>
    LICENCE.test(place) || !left.some((each) => place === each || place.startsWith(`${each}/`))
  const into = { path: contents, handle: await open(contents, 'w'), end: 0 }
  try {
    for (const deb of debs) {
      signal.throwIfAborted()
      await unpackPackage(openDeb(deb, 'data', signal), tree, into, wanted)
    }
  } finally {
    await into.handle.close()
  }
  addSystem(tree, spec)
  for (const [name, place] of Object.entries(spec.files).sort()) {
    await addOwn(tree, path.join(source, name), place.slice(1))
  }
  return tree.entries()
}

/** Accounts, names and folders that every program expects. */
function addSystem(tree: RootTree, { user, userName, folders }: DebianImageSpec): void {
  const [uid = 0, gid = 0] = user.split(':').map(Number)
  const text = (place: string, content: string) =>
    tree.put(place, { kind: 'file', mode: 0o644, content: Buffer.from(content) })
  const shell = '/usr/sbin/nologin'
  text('etc/passwd', `root:x:0:0:root:/root:${shell}\n${userName}:x:${uid}:${gid}::/tmp:${shell}\n`)
  text('etc/group', `root:x:0:\n${userName}:x:${gid}:\n`)
  text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n')
  tree.put('tmp', { kind: 'folder', mode: 0o1777 })
  for (const folder of folders) tree.put(folder.slice(1), { kind: 'folder', mode: 0o700, owner: { uid, gid } })
}

/** A file or folder of the demo. What its owner may run, everybody may; whatever else the disk says is left behind. */
async function addOwn(tree: RootTree, file: string, place: string): Promise<void> {
  const found = await stat(file)
  if (!found.isDirectory()) {
    tree.put(place, { kind: 'file', mode: found.mode & 0o100 ? 0o755 : 0o644, content: await readFile(file) })
    return
  }
  tree.put(place, { kind: 'folder', mode: 0o755 })
  // Python leaves its own notes beside what it has run.
  const names = (await readdir(file)).filter((name) => name !== '__pycache__' && !name.startsWith('.'))
  for (const name of names.sort()) await addOwn(tree, path.join(file, name), `${place}/${name}`)
}
