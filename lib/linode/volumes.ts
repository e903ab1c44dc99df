import { z } from 'zod'
import type { LinodeConnection } from './connection'
import { listAll } from './list-all'
import { deleteGone, hasTags } from './owned'

// The CSI driver of a cluster makes them; the panel looks, and deletes what a person does not want to keep.

const Volume = z.object({
  id: z.int(),
  label: z.string(),
  /** GB. */
  size: z.number(),
  region: z.string(),
  status: z.string(),
  /** The machine that it is attached to; it outlives it. */
  linode_id: z.int().nullable(),
  tags: z.array(z.string()),
  created: z.string(),
})
export type Volume = z.infer<typeof Volume>

/** Volumes that have this tag. @throws AppError of `faults.ts` */
export async function listVolumes(
  linode: LinodeConnection,
  tag: string,
  signal: AbortSignal,
): Promise<readonly Volume[]> {
  const found = await listAll(linode, {
    what: 'list volumes',
    send: (library, page) => library.getVolumes({ ...page }),
    thing: Volume,
    key: ({ id }) => id,
    signal,
  })
  return found.filter((volume) => hasTags(volume, [tag]))
}

/** Its data are gone; refused while it is attached. @throws AppError of `faults.ts` */
export const deleteVolume = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void> =>
  deleteGone(linode, 'delete a volume', (library) => library.deleteVolume(id), signal)
