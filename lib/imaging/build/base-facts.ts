import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { DiskIds } from '../formats/sfdisk-script'

/** What is known of a finished base image; stands beside it as JSON. */
export const BaseFacts = z.object({
  key: z.string(),
  profileId: z.string(),
  osId: z.string(),
  bytes: z.number(),
  table: z.enum(['dos', 'gpt']),
  partitions: z.array(
    z.object({
      number: z.number(),
      startByte: z.number(),
      bytes: z.number(),
      fileSystem: z.enum(['fat32', 'ext4', 'other']),
    }),
  ),
  /** Numbers of partitions. */
  root: z.number(),
  boot: z.number().nullable(),
  /** Only of cards whose table we have made. */
  ids: z
    .object({ diskSignature: z.number(), diskGuid: z.string(), partitionGuids: z.array(z.string()) })
    .nullable() satisfies z.ZodType<DiskIds | null>,
  network: z.enum(['systemd-networkd', 'network-manager', 'netplan']),
  firstBoot: z.enum(['plain', 'cloud-init', 'raspberry-pi-firstboot', 'armbian']),
  /** Where the kernel lies, for boards whose boot script is written anew for each card. */
  kernel: z.object({ kernel: z.string(), initrd: z.string(), trees: z.string() }).nullable(),
  bootLoader: z.enum(['none', 'package', 'upload', 'stand-in']),
  /** Of the boot loader's bytes as they stand on the card. */
  bootLoaderWrites: z.array(z.object({ toByte: z.number(), bytes: z.number(), sha256: z.string() })),
})
export type BaseFacts = z.infer<typeof BaseFacts>

export async function readBaseFacts(file: string): Promise<BaseFacts | undefined> {
  try {
    return BaseFacts.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    // A base of another version of the panel, or none: it is made anew.
    if (error instanceof z.ZodError || error instanceof SyntaxError) return undefined
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export function partitionOf(facts: BaseFacts, number: number): BaseFacts['partitions'][number] {
  const found = facts.partitions.find((partition) => partition.number === number)
  if (found === undefined) throw new Error(`base ${facts.key} has no partition ${number}`)
  return found
}
