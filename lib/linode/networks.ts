import { z } from 'zod'
import { ask } from './ask'
import type { LinodeConnection } from './connection'
import { type Created, createOnce } from './create-once'
import { listAll } from './list-all'
import { deleteGone, hasTags } from './owned'

const Firewall = z.object({
  id: z.int(),
  label: z.string(),
  /** `enabled`, `disabled` or `deleted`. */
  status: z.string(),
  tags: z.array(z.string()),
  created: z.string(),
})
export type Firewall = z.infer<typeof Firewall>

export interface FirewallRule {
  /** At most 32 characters. */
  readonly label: string
  readonly protocol: 'TCP' | 'UDP' | 'ICMP'
  /** `22,80,30000-32767`; none for ICMP. */
  readonly ports?: string
  /** CIDRs. */
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
}

export interface FirewallRequest {
  readonly label: string
  readonly tags: readonly string[]
  /** What may come in; everything else is dropped. Everything may go out. */
  readonly inbound: readonly FirewallRule[]
}

const rulesOf = (inbound: readonly FirewallRule[]) => ({
  inbound: inbound.map(({ label, protocol, ports, ipv4, ipv6 }) => ({
    action: 'ACCEPT' as const,
    label,
    protocol,
    ...(ports === undefined ? {} : { ports }),
    addresses: {
      ...(ipv4.length === 0 ? {} : { ipv4: [...ipv4] }),
      ...(ipv6.length === 0 ? {} : { ipv6: [...ipv6] }),
    },
  })),
  inbound_policy: 'DROP' as const,
  outbound: [],
  outbound_policy: 'ACCEPT' as const,
})

/** Makes a firewall, once for each label. @throws AppError of `faults.ts` */
export function createFirewall(
  linode: LinodeConnection,
  { label, tags, inbound }: FirewallRequest,
  signal: AbortSignal,
): Promise<Created<Firewall>> {
  return createOnce(linode, {
    what: 'create a firewall',
    limit: 'single',
    label,
    send: (library) => library.createFirewall({ label, tags: [...tags], rules: rulesOf(inbound) }),
    answer: Firewall,
    find: async () => (await allFirewalls(linode, { label }, signal)).filter((firewall) => firewall.label === label),
    isOurs: (firewall) => hasTags(firewall, tags),
    signal,
  })
}

const allFirewalls = (linode: LinodeConnection, filter: { readonly label?: string }, signal: AbortSignal) =>
  listAll(linode, {
    what: 'list firewalls',
    send: (library, page) => library.getFirewalls({ ...page }, { ...filter }),
    thing: Firewall,
    key: ({ id }) => id,
    signal,
  })

/** Firewalls that have this tag. @throws AppError of `faults.ts` */
export async function listFirewalls(
  linode: LinodeConnection,
  tag: string,
  signal: AbortSignal,
): Promise<readonly Firewall[]> {
  return (await allFirewalls(linode, {}, signal)).filter((firewall) => hasTags(firewall, [tag]))
}

const Rules = z.object({ inbound: z.array(z.unknown()), inbound_policy: z.string() })

/** Replaces all rules at once, so that it may be repeated. @throws AppError of `faults.ts` */
export async function updateFirewallRules(
  linode: LinodeConnection,
  id: number,
  inbound: readonly FirewallRule[],
  signal: AbortSignal,
): Promise<void> {
  await ask(linode, {
    what: 'change rules of a firewall',
    limit: 'single',
    send: (library) => library.updateFirewallRules(id, rulesOf(inbound)),
    answer: Rules,
    signal,
  })
}

/** @throws AppError of `faults.ts` */
export const deleteFirewall = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void> =>
  deleteGone(linode, 'delete a firewall', (library) => library.deleteFirewall(id), signal)

const Vpc = z.object({
  id: z.int(),
  label: z.string(),
  region: z.string(),
  /** VPCs have no tags; ours have theirs here. */
  description: z.string(),
  subnets: z.array(z.object({ id: z.int(), label: z.string(), ipv4: z.string().nullish() })),
  created: z.string(),
})
export type Vpc = z.infer<typeof Vpc>

export interface VpcRequest {
  readonly label: string
  /** Kept in the description. */
  readonly tags: readonly string[]
  readonly region: string
  readonly subnet: { readonly label: string; readonly ipv4: string }
}

const SEPARATOR = ' '
const tagsOf = ({ description }: Vpc) => ({ tags: description.split(SEPARATOR) })

/** Makes a VPC with one subnet, once for each label. @throws AppError of `faults.ts` */
export function createVpc(
  linode: LinodeConnection,
  { label, tags, region, subnet }: VpcRequest,
  signal: AbortSignal,
): Promise<Created<Vpc>> {
  return createOnce(linode, {
    what: 'create a VPC',
    limit: 'create-vpc',
    label,
    send: (library) =>
      library.createVPC({ label, region, description: tags.join(SEPARATOR), subnets: [{ ...subnet }] }),
    answer: Vpc,
    find: async () => (await allVpcs(linode, { label }, signal)).filter((vpc) => vpc.label === label),
    isOurs: (vpc) => hasTags(tagsOf(vpc), tags),
    signal,
  })
}

const allVpcs = (linode: LinodeConnection, filter: { readonly label?: string }, signal: AbortSignal) =>
  listAll(linode, {
    what: 'list VPCs',
    send: (library, page) => library.getVPCs({ ...page }, { ...filter }),
    thing: Vpc,
    key: ({ id }) => id,
    signal,
  })

/** VPCs that have this tag in their description. @throws AppError of `faults.ts` */
export async function listVpcs(linode: LinodeConnection, tag: string, signal: AbortSignal): Promise<readonly Vpc[]> {
  return (await allVpcs(linode, {}, signal)).filter((vpc) => hasTags(tagsOf(vpc), [tag]))
}

/** Refused while a machine or NodeBalancer is in it. @throws AppError of `faults.ts` */
export const deleteVpc = (linode: LinodeConnection, id: number, signal: AbortSignal): Promise<void> =>
  deleteGone(linode, 'delete a VPC', (library) => library.deleteVPC(id), signal)
