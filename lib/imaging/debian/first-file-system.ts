import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { runProgram } from '../tools/run-program'
import { boardScript } from './board-scripts'
import { type CpioEntry, cpioArchive } from './cpio-archive'
import type { ModuleTables } from './module-tables'

/** Drivers of whatever a root can be on, and of what those need to have power, a clock and a bus. */
export const BOOT_MODULES = new RegExp(
  [
    'kernel/drivers/(?:ata|bus|clk|dma|extcon|gpio|hv|mailbox|mfd|mmc|mux|nvme|nvmem|phy|pinctrl|pwm|regulator|reset|soc|spi|ufs|virtio)/',
    'kernel/drivers/i2c/(?:algos|busses|muxes)/',
    'kernel/drivers/pci/controller/',
    'kernel/drivers/usb/(?:chipidea|common|core|dwc2|dwc3|host|musb|phy|roles|storage|typec)/',
    'kernel/drivers/block/(?:virtio_blk|xen-blkfront)\\.ko',
    'kernel/drivers/scsi/(?:hisi_sas/|hv_storvsc|megaraid/|mpt3sas/|scsi_mod|sd_mod|virtio_scsi|vmw_pvscsi|xen-scsifront)',
    'kernel/fs/ext4/',
    'kernel/(?:arch/[^/]+/)?(?:crypto|lib)/(?:lib)?(?:crc32|crct10dif)',
  ]
    .map((pattern) => `^${pattern}`)
    .join('|'),
)

const APPLETS = [
  'basename',
  'cat',
  'chroot',
  'cmp',
  'echo',
  'find',
  'ls',
  'mkdir',
  'mount',
  'mv',
  'sh',
  'sleep',
  'sort',
  'xargs',
]
const SYSTEM_APPLETS = ['modprobe', 'switch_root']

export interface FirstFileSystem {
  readonly kernelVersion: string
  readonly tables: ModuleTables
  /** Bytes of modules by their file. */
  readonly modules: ReadonlyMap<string, Buffer>
  readonly busybox: Buffer
  /** blkid and the libraries it is linked with, by the path at which it looks for them. */
  readonly blkid: ReadonlyMap<string, Buffer>
}

/**
 * The file system that a kernel starts from (initrd): Debian makes it on the machine itself, with programs that run there.
 * This one is put together out of packages; the same packages give the same bytes.
 * Packed with zstd, which Debian's kernels unpack many times faster than gzip; by one thread, since more give other bytes.
 */
export async function firstFileSystem(
  parts: FirstFileSystem,
  timeS: number,
  { signal, scratch }: { readonly signal: AbortSignal; readonly scratch: string },
): Promise<Buffer> {
  const at = `lib/modules/${parts.kernelVersion}`
  const plain = (name: string, bytes: Buffer | string, mode = 0o644): CpioEntry => ({
    name,
    kind: 'file',
    mode,
    bytes: Buffer.from(bytes),
  })
  const files: CpioEntry[] = [
    plain('init', await readFile(boardScript('init.sh')), 0o755),
    plain('bin/busybox', parts.busybox, 0o755),
    ...APPLETS.map((name) => ({ name: `bin/${name}`, kind: 'link', target: 'busybox' }) as const),
    ...SYSTEM_APPLETS.map((name) => ({ name: `sbin/${name}`, kind: 'link', target: '../bin/busybox' }) as const),
    ...[...parts.blkid].map(([name, bytes]) => plain(name, bytes, 0o755)),
    plain(`${at}/modules.dep`, parts.tables.dep),
    plain(`${at}/modules.alias`, parts.tables.alias),
    ...[...parts.modules].map(([name, bytes]) => plain(`${at}/${name}`, bytes)),
  ]
  const folders = new Set(['dev', 'proc', 'sys', 'run', 'root'])
  for (const { name } of files) {
    const above = name.split('/').slice(0, -1)
    for (let depth = 1; depth <= above.length; depth += 1) folders.add(above.slice(0, depth).join('/'))
  }
  const archive = cpioArchive(
    [
      ...[...folders].sort().map((name) => ({ name, kind: 'folder' }) as const),
      ...files.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ],
    timeS,
  )
  const file = path.join(scratch, 'initrd.img')
  await runProgram('zstd', ['-q', '-f', '-9', '--single-thread', '-o', file], {
    signal,
    timeoutMs: 300_000,
    stdin: Readable.from([archive], { objectMode: false }),
  })
  return readFile(file)
}
