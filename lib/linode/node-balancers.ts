import { z } from 'zod'
import type { LinodeConnection } from './connection'
import { listAll } from './list-all'
import { deleteGone, getOne, hasTags } from './owned'

// The cloud controller of a cluster makes them; the panel looks, and sees that they go.

const NodeBalancer = z.object({
  id: z.int(),
  label: z.string(),
  region: z.string(),
  /** `common`, or `premium` and its kin, which cost more. */
  type: z.string().optional(),
  hostname: z.string(),
  ipv4: z.string(),
  tags: z.array(z.string()),
  created: z.string(),
})
export type NodeBalancer = z.infer<typeof NodeBalancer>

/** NodeBalancers that have this tag. @throws AppError of `faults.ts` */
export async function listNodeBalancers(
  linode: LinodeConnection,
  tag: string,
  signal: AbortSignal,
): Promise<readonly NodeBalancer[]> {
  const found = await listAll(linode, {
    what: 'list NodeBalancers',
    send: (library, page) => library.getNodeBalancers({ ...page }),
    thing: NodeBalancer,
    key: ({ id }) => id,
    signal,
  })
  return found.filter((balancer) => hasTags(balancer, [tag]))
}

/** `undefined` once it is deleted. @throws AppError of `faults.ts` */
export const getNodeBalancer = (
  linode: LinodeConnection,
  id: number,
  signal: AbortSignal,
): Promise<NodeBalancer | undefined> =>
  getOne(linode, 'get a NodeBalancer', (library) => library.getNodeBalancer(id), NodeBalancer, signal)

const Config = z.object({
  id: z.int(),
  port: z.int(),
  protocol: z.string(),
  nodes_status: z.object({ up: z.int(), down: z.int() }),
})
export type NodeBalancerConfig = z.infer<typeof Config>

/** Its ports, with how many machines behind each answer. @throws AppError of `faults.ts` */
export const listNodeBalancerConfigs = (
  linode: LinodeConnection,
  id: number,
  signal: AbortSignal,
): Promise<readonly NodeBalancerConfig[]> =>
  listAll(linode, {
    what: 'list ports of a NodeBalancer',
    send: (library, page) => library.getNodeBalancerConfigs(id, { ...page }),
    thing: Config,
    key: (config) => config.id,
    signal,
  })

/** @throws AppError of `faults.ts` */
export const deleteNodeBalancer = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void> =>
  deleteGone(linode, 'delete a NodeBalancer', (library) => library.deleteNodeBalancer(id), signal)
