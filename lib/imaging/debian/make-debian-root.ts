import { open, readFile } from 'node:fs/promises'
import type { DebianArchitecture } from '@/lib/debian/fetch-packages'
import { openDeb } from '@/lib/debian/open-deb'
import type { SourceWork } from '../sources/source-kind'
import { readTar } from '../tar/read-tar'
import { refusedSource } from '../tar/refused-source'
import { boardScript } from './board-scripts'
import type { ChosenSystem } from './choose-system'
import type { DebianLock } from './debian-lock'
import { writeDpkgState } from './dpkg-state'
import { BOOT_MODULES, firstFileSystem } from './first-file-system'
import { parseKernelModule } from './kernel-module'
import { type FoundModule, moduleTables } from './module-tables'
import { BUSYBOX, type PackageSet } from './package-sets'
import { DPKG_SETTINGS, RootArchive } from './root-archive'
import { type Also, type UnpackedPackage, unpackPackage } from './unpack-package'

/** What is in no package is stamped with this: 2026-01-01. */
const TIME_S = 1_767_225_600
const SCRIPTS = 'usr/local/lib/buzzcrate'

/** Where programs look for their libraries. */
const LIBRARIES = {
  arm64: { folder: 'lib/aarch64-linux-gnu', loader: 'lib/ld-linux-aarch64.so.1' },
  amd64: { folder: 'lib/x86_64-linux-gnu', loader: 'lib64/ld-linux-x86-64.so.2' },
} as const satisfies Readonly<Record<DebianArchitecture, { folder: string; loader: string }>>

/** What is taken aside of the packages, for the first file system. */
interface Aside {
  readonly modules: FoundModule[]
  readonly blkid: Map<string, Buffer>
  busybox: Buffer | undefined
  kernelVersion: string | undefined
}

/**
 * Makes a root file system out of packages: unpacked, with dpkg's records of it, and a first file system that has them
 * configured at the first start. No program of theirs runs here, so it needs neither
 * root nor a machine of their architecture. The same lock gives the same bytes.
 * @param file where the tar goes
 * @throws AppError `image-source-refused`, `image-tools-missing`
 */
export async function makeDebianRoot(
  { lock, files }: ChosenSystem,
  set: PackageSet,
  file: string,
  work: Pick<SourceWork, 'signal' | 'scratch' | 'onLine'>,
): Promise<void> {
  const handle = await open(file, 'w', 0o600)
  try {
    const root = new RootArchive(handle, TIME_S)
    await addLayout(root, lock)
    const aside: Aside = { modules: [], blkid: new Map(), busybox: undefined, kernelVersion: undefined }
    const installed = await unpackAll({ lock, files }, set, root, aside, work)
    work.onLine('making the first file system')
    await addFirstFileSystem({ lock, files }, root, aside, work)
    await writeDpkgState(root, installed)
    await addOwn(root, lock)
    await root.end()
  } finally {
    await handle.close()
  }
}

/** Debian's folders of old are links since Debian 12; packages name both. */
async function addLayout(root: RootArchive, { architecture }: DebianLock): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', ...(architecture === 'amd64' ? ['lib64'] : [])]) {
    await root.addFolder(`usr/${name}`)
    await root.addLink(name, `usr/${name}`)
  }
}

async function unpackAll(
  { lock, files }: ChosenSystem,
  set: PackageSet,
  root: RootArchive,
  aside: Aside,
  work: Pick<SourceWork, 'signal' | 'onLine'>,
): Promise<UnpackedPackage[]> {
  // Folders that many have get the modes of base-files.
  const inOrder = lock.packages
    .map((one, index) => ({ ...one, deb: files[index] ?? '' }))
    .sort((a, b) => Number(b.name === 'base-files') - Number(a.name === 'base-files'))
  const also = takenAside(lock.architecture, aside)
  const installed: UnpackedPackage[] = []
  for (const [index, { name, version, deb, use }] of inOrder.entries()) {
    work.signal.throwIfAborted()
    work.onLine(`${index + 1} of ${inOrder.length}: ${name} ${version}`)
    const only = set.boot.find((one) => one.name === name)?.files
    if (use === 'installed') installed.push(await unpackPackage(deb, root, work.signal, also))
    else if (only !== undefined) await unpackPackage(deb, root, work.signal, also, only)
  }
  return installed.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function takenAside(architecture: DebianArchitecture, aside: Aside): Also {
  const { folder, loader } = LIBRARIES[architecture]
  const programs: readonly (readonly [RegExp, string])[] = [
    [/^(?:usr\/)?sbin\/blkid$/, 'sbin/blkid'],
    [new RegExp(`^(?:usr/)?${folder}/libblkid\\.so\\.1\\.[\\d.]+$`), `${folder}/libblkid.so.1`],
    [new RegExp(`^(?:usr/)?${folder}/libc\\.so\\.6$`), `${folder}/libc.so.6`],
    [new RegExp(`^(?:usr/)?${folder}/ld-linux-[\\w-]+\\.so\\.\\d$`), loader],
  ]
  return (name) => {
    const module = /^(?:usr\/)?lib\/modules\/[^/]+\/(kernel\/.+\.ko)$/.exec(name)?.[1]
    if (module !== undefined)
      return (bytes) => void aside.modules.push({ ...parseKernelModule(bytes, module), file: module })
    const version = /^boot\/vmlinuz-([\w.+~-]+)$/.exec(name)?.[1]
    if (version !== undefined)
      return () => {
        aside.kernelVersion = version
      }
    if (BUSYBOX.files.test(name))
      return (bytes) => {
        aside.busybox = bytes
      }
    const program = programs.find(([pattern]) => pattern.test(name))?.[1]
    return program === undefined ? undefined : (bytes) => void aside.blkid.set(program, bytes)
  }
}

async function addFirstFileSystem(
  { lock, files }: ChosenSystem,
  root: RootArchive,
  aside: Aside,
  work: Pick<SourceWork, 'signal' | 'scratch'>,
): Promise<void> {
  const { kernelVersion, busybox, blkid } = aside
  const kernel = files[lock.packages.findIndex(({ name }) => name === `linux-image-${kernelVersion}`)]
  if (kernelVersion === undefined || kernel === undefined || busybox === undefined || blkid.size < 4)
    throw refusedSource('of a package lacks what a board starts with')
  const tables = moduleTables(aside.modules, BOOT_MODULES)
  const chosen = new Set(tables.modules.map((one) => one.file))
  const modules = new Map<string, Buffer>()
  for await (const { entry, content } of readTar(openDeb(kernel, 'data', work.signal))) {
    const at = /^(?:usr\/)?lib\/modules\/[^/]+\/(kernel\/.+)$/.exec(entry.name)?.[1]
    if (at === undefined || !chosen.has(at)) continue
    const chunks: Buffer[] = []
    for await (const chunk of content) chunks.push(chunk)
    modules.set(at, Buffer.concat(chunks))
  }
  const bytes = await firstFileSystem({ kernelVersion, tables, modules, busybox, blkid }, TIME_S, work)
  await root.addFile(`boot/initrd.img-${kernelVersion}`, 0o644, bytes)
  // Names that stay when the kernel is a newer one.
  await root.addLink('boot/vmlinuz', `vmlinuz-${kernelVersion}`)
  await root.addLink('boot/initrd.img', `initrd.img-${kernelVersion}`)
  await root.addLink('boot/dtbs', `../usr/lib/linux-image-${kernelVersion}`)
}

async function addOwn(root: RootArchive, lock: DebianLock): Promise<void> {
  const script = async (name: 'configure-packages.sh' | 'update-boot.sh', at: string) =>
    root.addFile(at, 0o755, await readFile(boardScript(name)))
  await script('configure-packages.sh', `${SCRIPTS}/configure-packages.sh`)
  await script('update-boot.sh', `${SCRIPTS}/update-boot.sh`)
  // After Debian's own hooks, which make the first file system of the new kernel.
  for (const folder of ['etc/kernel/postinst.d', 'etc/initramfs/post-update.d'])
    await root.addLink(`${folder}/zz-buzzcrate`, `/${SCRIPTS}/update-boot.sh`)
  await root.addFile('etc/dpkg/dpkg.cfg.d/buzzcrate', 0o644, DPKG_SETTINGS)
  await root.addFile('etc/apt/sources.list', 0o644, aptSources(lock))
  await root.addFile('var/lib/buzzcrate/packages-unpacked', 0o644, '')
  await root.addFile('usr/share/buzzcrate/packages.json', 0o644, `${JSON.stringify(lock, undefined, 1)}\n`)
}

const aptSources = ({ lists, components }: DebianLock): string =>
  lists.map(({ url, suite }) => `deb ${url} ${suite} ${components.join(' ')}\n`).join('')
