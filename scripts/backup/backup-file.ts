import { z } from 'zod'
import { Dump } from '@/lib/db/dump-tables'

/** `backup.json` in a backup; beside it `tables/` (rows) and `files/` (the data folder's files). */
export const Backup = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Without it the stored secrets cannot be read. */
  secretKey: z.string(),
  dump: Dump,
})
export type Backup = z.infer<typeof Backup>
