import { z } from 'zod'
import type { LinodeConnection } from './connection'
import { type Created, createOnce } from './create-once'
import { listAll } from './list-all'
import { deleteGone, getOne, hasTags, tagFilter } from './owned'

const Instance = z.object({
  id: z.int(),
  label: z.string(),
  /** `provisioning`, `booting`, `running`, `offline`, … Running is not yet ready for SSH. */
  status: z.string(),
  region: z.string(),
  type: z.string(),
  image: z.string().nullable(),
  /** Public and private addresses mixed. */
  ipv4: z.array(z.string()),
  /** With its prefix. */
  ipv6: z.string().nullable(),
  tags: z.array(z.string()),
  /** UTC without a zone. */
  created: z.string(),
})
export type Instance = z.infer<typeof Instance>

/** How machines of a cluster reach each other. */
export type InstanceNetwork =
  /** Private IPv4, which only the older kind of interfaces has. */
  | { readonly kind: 'private'; readonly firewallId: number }
  /** A VPC, for accounts that have the newer interfaces only. */
  | { readonly kind: 'vpc'; readonly firewallId: number; readonly subnetId: number }

export interface InstanceRequest {
  /** Unique in the account; letters, digits and single hyphens, since it becomes the Kubernetes node's name. */
  readonly label: string
  readonly tags: readonly string[]
  readonly region: string
  readonly type: string
  readonly image: string
  /** Linode's library wants one though keys are enough; random, and never kept. */
  readonly rootPassword: string
  readonly authorizedKeys: readonly string[]
  /** cloud-config as text. */
  readonly userData: string
  readonly network: InstanceNetwork
}

/**
 * Makes a machine, once for each label.
 * @throws AppError of `faults.ts`
 */
export function createInstance(
  linode: LinodeConnection,
  request: InstanceRequest,
  signal: AbortSignal,
): Promise<Created<Instance>> {
  const { label, tags, region, type, image, rootPassword, authorizedKeys, userData, network } = request
  return createOnce(linode, {
    what: 'create a machine',
    limit: 'create-linode',
    label,
    send: (library) =>
      library.createLinode({
        label,
        tags: [...tags],
        region,
        type,
        image,
        root_pass: rootPassword,
        authorized_keys: [...authorizedKeys],
        metadata: { user_data: Buffer.from(userData).toString('base64') },
        booted: true,
        ...networkPart(network),
      }),
    answer: Instance,
    find: () => findInstances(linode, label, signal),
    isOurs: (instance) => hasTags(instance, tags),
    signal,
  })
}

/** The part of a request that says how the machine is connected. */
function networkPart(network: InstanceNetwork) {
  const { firewallId } = network
  if (network.kind === 'private') {
    return { interface_generation: 'legacy_config', private_ip: true, firewall_id: firewallId } as const
  }
  const ipv4 = { addresses: [{ address: 'auto', primary: true }] }
  const toTheWorld = {
    firewall_id: firewallId,
    default_route: { ipv4: true, ipv6: true },
    public: { ipv4 },
    vpc: null,
    vlan: null,
  }
  const toTheOthers = {
    firewall_id: firewallId,
    default_route: null,
    public: null,
    vpc: { subnet_id: network.subnetId, ipv4 },
    vlan: null,
  }
  return { interface_generation: 'linode' as const, interfaces: [toTheWorld, toTheOthers] }
}

const byId = ({ id }: { readonly id: number }) => id

/** Machines of exactly this label: one or none. */
export async function findInstances(
  linode: LinodeConnection,
  label: string,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const found = await listAll(linode, {
    what: 'find a machine by label',
    send: (library, page) => library.getLinodes({ ...page }, { label }),
    thing: Instance,
    key: byId,
    signal,
  })
  return found.filter((instance) => instance.label === label)
}

/** Machines that have this tag. @throws AppError of `faults.ts` */
export async function listInstances(
  linode: LinodeConnection,
  tag: string,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const found = await listAll(linode, {
    what: 'list machines by tag',
    send: (library, page) => library.getLinodes({ ...page }, tagFilter(tag)),
    thing: Instance,
    key: byId,
    signal,
  })
  return found.filter((instance) => hasTags(instance, [tag]))
}

/** `undefined` once it is deleted. @throws AppError of `faults.ts` */
export const getInstance = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<Instance | undefined> =>
  getOne(linode, 'get a machine', (library) => library.getLinode(id), Instance, signal)

/** Ends the machine and what it costs; its volumes, firewall and VPC stay. @throws AppError of `faults.ts` */
export const deleteInstance = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void> =>
  deleteGone(linode, 'delete a machine', (library) => library.deleteLinode(id), signal)

const Address = z.object({ address: z.string() })
const Addresses = z.object({
  ipv4: z.object({
    public: z.array(Address),
    private: z.array(Address),
    /** Null while it has none. */
    vpc: z.array(z.object({ address: z.string().nullable() })),
  }),
})

export interface InstanceAddresses {
  readonly public: readonly string[]
  readonly private: readonly string[]
  readonly vpc: readonly string[]
}

/** IPv4 addresses by kind. @throws AppError of `faults.ts` */
export async function getInstanceAddresses(
  linode: LinodeConnection,
  id: number,
  signal: AbortSignal,
): Promise<InstanceAddresses | undefined> {
  const what = 'get addresses of a machine'
  const found = await getOne(linode, what, (library) => library.getLinodeIPs(id), Addresses, signal)
  return (
    found && {
      public: found.ipv4.public.map(({ address }) => address),
      private: found.ipv4.private.map(({ address }) => address),
      vpc: found.ipv4.vpc.flatMap(({ address }) => address ?? []),
    }
  )
}
