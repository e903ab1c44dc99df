import { z } from 'zod'

/** lsblk of util-linux 2.34 to 2.41: booleans come as `true`, `"1"` or `1`, numbers as texts, and one mount point as a field of its own. */
const Flag = z
  .union([z.boolean(), z.string(), z.number(), z.null()])
  .optional()
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true')
const Size = z
  .union([z.number(), z.string(), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined || !/^\d+$/.test(String(value)) ? 0 : Number(value)))
const Text = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => plain(value ?? ''))

const Fields = z.object({
  name: z.string().max(200),
  path: Text,
  type: Text,
  size: Size,
  ro: Flag,
  rm: Flag,
  hotplug: Flag,
  tran: Text,
  subsystems: Text,
  vendor: Text,
  model: Text,
  serial: Text,
  fstype: Text,
  'maj:min': Text,
  mountpoint: z.union([z.string(), z.null()]).optional(),
  mountpoints: z
    .array(z.union([z.string(), z.null()]))
    .max(200)
    .optional(),
})
const Shape = Fields.extend({
  get children(): z.ZodOptional<z.ZodArray<typeof Shape>> {
    return z.array(Shape).max(300).optional()
  },
})
type Node = z.infer<typeof Shape>

/** A drive as the machine sees it, with all that hangs on it. */
export interface Drive {
  /** `/dev/sdb`. */
  readonly path: string
  readonly type: string
  readonly bytes: number
  readonly readOnly: boolean
  readonly removable: boolean
  readonly transport: string
  /** `block:scsi:usb:pci`, `block:mmc:…`. */
  readonly subsystems: string
  readonly vendor: string
  readonly model: string
  readonly serial: string
  /** `8:16`. */
  readonly number: string
  /** Of the drive and of everything below it. */
  readonly mountPoints: readonly string[]
  readonly fileSystems: readonly string[]
  /** Types below it: `part`, `crypt`, `lvm`, `raid1` … */
  readonly holders: readonly string[]
}

/** What `lsblk --json` says, as drives. Nothing for what is not its JSON. */
export function parseDrives(text: string): Drive[] | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Not JSON: the caller says so.
    return undefined
  }
  const parsed = z.object({ blockdevices: z.array(Shape).max(1000) }).safeParse(json)
  return parsed.success ? parsed.data.blockdevices.map(driveOf) : undefined
}

function driveOf(node: Node): Drive {
  const all = [node, ...below(node)]
  return {
    path: node.path === '' ? `/dev/${node.name.replace(/^\/dev\//, '')}` : node.path,
    type: node.type,
    bytes: node.size,
    readOnly: node.ro,
    removable: node.rm || node.hotplug,
    transport: node.tran,
    subsystems: node.subsystems,
    vendor: node.vendor,
    model: node.model,
    serial: node.serial,
    number: node['maj:min'],
    mountPoints: all.flatMap(({ mountpoint, mountpoints }) =>
      [mountpoint, ...(mountpoints ?? [])].flatMap((one) =>
        one === null || one === undefined || one === '' ? [] : [one],
      ),
    ),
    fileSystems: all.map(({ fstype }) => fstype).filter((one) => one !== ''),
    holders: below(node).map(({ type }) => type),
  }
}

const below = (node: Node): Node[] => (node.children ?? []).flatMap((child) => [child, ...below(child)])

/** Names come from the drive itself: nothing that turns writing around or moves a cursor. */
const plain = (text: string): string =>
  text
    .replace(/[^\x20-\x7e\u00a0-\u024f]/g, '')
    .trim()
    .slice(0, 120)
