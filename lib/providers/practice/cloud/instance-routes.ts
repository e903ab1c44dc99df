import { z } from 'zod'
import type { CloudAccount, InstanceState } from './cloud-account'
import { REGIONS, SIZES } from './cloud-catalogue'
import { NOT_FOUND, ok, refuse, type Said } from './cloud-exchange'
import type { CloudRoute, Visit } from './cloud-route'
import { isImage, viewAddresses, viewFirewall, viewInstance } from './cloud-views'

const Label = z
  .string()
  .min(3)
  .max(64)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9]|[-_.](?![-_.]))*$/)

const Interface = z.object({ vpc: z.object({ subnet_id: z.int() }).nullish() })

/** Linode takes 16 KiB, before they are encoded. */
const MOST_USER_DATA = 21_848

const CreateInstance = z.object({
  region: z.string(),
  type: z.string(),
  image: z.string().nullish(),
  label: Label.optional(),
  tags: z.array(z.string()).nullish(),
  root_pass: z.string().optional(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  booted: z.boolean().nullish(),
  private_ip: z.boolean().nullish(),
  firewall_id: z.int().nullish(),
  metadata: z.object({ user_data: z.string().max(MOST_USER_DATA) }).nullish(),
  interface_generation: z.enum(['legacy_config', 'linode']).nullish(),
  interfaces: z.array(Interface).optional(),
})
type CreateInstance = z.infer<typeof CreateInstance>

/** These, and those of the other lists, as the specification has them that Linode's own program carries (4.229.1). */
const FILTERS = ['id', 'label', 'tags', 'region', 'image', 'group', 'ipv4', 'interface_generation']

export const instanceRoutes: readonly CloudRoute[] = [
  {
    method: 'GET',
    path: '/linode/instances',
    scope: 'linodes:read_only',
    list: ({ account }) => ({ things: [...account.instances.values()].map(viewInstance), filters: FILTERS }),
  },
  {
    method: 'POST',
    path: '/linode/instances',
    scope: 'linodes:read_write',
    window: 'create-linode',
    handle: create,
  },
  {
    method: 'GET',
    path: '/linode/instances/{}',
    scope: 'linodes:read_only',
    handle: (visit) => withInstance(visit, (instance) => ok(viewInstance(instance))),
  },
  {
    method: 'PUT',
    path: '/linode/instances/{}',
    scope: 'linodes:read_write',
    handle: (visit) => withInstance(visit, (instance) => change(visit, instance)),
  },
  {
    method: 'DELETE',
    path: '/linode/instances/{}',
    scope: 'linodes:read_write',
    handle: (visit) => withInstance(visit, (instance) => remove(visit, instance)),
  },
  {
    method: 'POST',
    path: '/linode/instances/{}/boot',
    scope: 'linodes:read_write',
    handle: (visit) => withInstance(visit, (instance) => act(visit, instance, 'linode_boot', 'booting')),
  },
  {
    method: 'POST',
    path: '/linode/instances/{}/reboot',
    scope: 'linodes:read_write',
    handle: (visit) => withInstance(visit, (instance) => act(visit, instance, 'linode_reboot', 'rebooting')),
  },
  {
    method: 'POST',
    path: '/linode/instances/{}/shutdown',
    scope: 'linodes:read_write',
    handle: (visit) => withInstance(visit, (instance) => act(visit, instance, 'linode_shutdown', 'shutting_down')),
  },
  {
    method: 'GET',
    path: '/linode/instances/{}/ips',
    scope: 'linodes:read_only',
    handle: (visit) => withInstance(visit, (instance) => ok(viewAddresses(instance))),
  },
  {
    method: 'GET',
    path: '/linode/instances/{}/firewalls',
    scope: 'linodes:read_only',
    list: ({ account, ids: [id] }) => ({
      things: [...account.firewalls.values()]
        .filter(({ devices }) => devices.some(({ type, entityId }) => type === 'linode' && entityId === id))
        .map((firewall) => viewFirewall(firewall, account)),
      filters: [],
    }),
  },
]

const withInstance = (visit: Visit, handle: (instance: InstanceState) => Said): Said => {
  const instance = visit.account.instances.get(visit.ids[0] ?? 0)
  return instance === undefined ? NOT_FOUND : handle(instance)
}

function create(visit: Visit): Said {
  const { account, now, hooks, nextId, delays, pace } = visit
  const parsed = CreateInstance.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const wanted = parsed.data
  const id = nextId()
  const label = wanted.label ?? `linode${id}`
  const refusal = refusalOf(wanted, label, account)
  if (refusal !== undefined) return refusal
  const generation = wanted.interface_generation ?? (wanted.interfaces === undefined ? 'legacy_config' : 'linode')
  const subnetId = wanted.interfaces?.map((one) => one.vpc?.subnet_id).find((one) => one !== undefined) ?? null
  const publicIp = hooks.publicAddress(id, label)
  const privateIp = wanted.private_ip === true ? hooks.privateAddress(id, label) : null
  const instance: InstanceState = {
    id,
    label,
    status: 'provisioning',
    dueAt: now + delays.provisioningMs / pace,
    isUp: false,
    isBooted: wanted.booted ?? wanted.image != null,
    region: wanted.region,
    type: wanted.type,
    image: wanted.image ?? null,
    tags: wanted.tags ?? [],
    ipv4: [publicIp, ...(privateIp === null ? [] : [privateIp])],
    ipv6: `2001:db8::${id.toString(16)}/128`,
    privateIp,
    generation,
    subnetId,
    vpcAddress: subnetId === null ? null : vpcAddress(account, subnetId),
    userData: wanted.metadata?.user_data ?? null,
    pace,
    authorizedKeys: wanted.authorized_keys ?? [],
    createdAt: now,
    updatedAt: now,
    runningAt: null,
  }
  account.instances.set(id, instance)
  const firewall = account.firewalls.get(wanted.firewall_id ?? 0)
  firewall?.devices.push({ id: nextId(), type: 'linode', entityId: id, createdAt: now })
  visit.tell('linode_create', entityOf(instance), 'started')
  return ok(viewInstance(instance))
}

function refusalOf(wanted: CreateInstance, label: string, account: CloudAccount): Said | undefined {
  const { region, type, image, interfaces, private_ip: privateIp } = wanted
  const keys = [...(wanted.authorized_keys ?? []), ...(wanted.authorized_users ?? [])]
  const isLinode = wanted.interface_generation === 'linode'
  const checks: readonly (readonly [boolean, Said])[] = [
    [REGIONS.every(({ id }) => id !== region), refuse(400, 'region is not valid', 'region')],
    [SIZES.every(({ id }) => id !== type), refuse(400, 'A valid plan type by that ID was not found', 'type')],
    [image != null && !isImage(image), refuse(400, 'image is not valid', 'image')],
    [
      image != null && wanted.root_pass === undefined && keys.length === 0,
      refuse(400, 'Must provide valid root_pass, authorized_keys, or authorized_users', 'root_pass'),
    ],
    [
      [...account.instances.values()].some((one) => one.label === label),
      refuse(400, 'Label must be unique among your linodes', 'label'),
    ],
    [
      wanted.firewall_id != null && !account.firewalls.has(wanted.firewall_id),
      refuse(400, 'firewall_id is not valid', 'firewall_id'),
    ],
    [isLinode && privateIp === true, refuse(400, 'Private IPs are not supported with Linode Interfaces', 'private_ip')],
    [
      !isLinode && account.user.interfaces === 'linode_only',
      refuse(400, 'Your account only allows Linode Interfaces', 'interface_generation'),
    ],
    [
      (interfaces ?? []).some(({ vpc }) => vpc != null && !hasSubnet(account, vpc.subnet_id)),
      refuse(400, 'subnet_id is not valid', 'interfaces'),
    ],
    [
      account.instances.size >= (account.user.mostInstances ?? Number.POSITIVE_INFINITY),
      refuse(
        400,
        'You have reached a limit for the number of active services on your account. Please contact Support.',
      ),
    ],
  ]
  return checks.find(([isWrong]) => isWrong)?.[1]
}

const hasSubnet = (account: CloudAccount, id: number): boolean =>
  [...account.vpcs.values()].some(({ subnets }) => subnets.some((subnet) => subnet.id === id))

/** The next address of a subnet; .1 is its gateway. */
function vpcAddress(account: CloudAccount, subnetId: number): string {
  const subnets = [...account.vpcs.values()].flatMap(({ subnets: all }) => all)
  const network = subnets.find(({ id }) => id === subnetId)?.ipv4 ?? '10.0.0.0/24'
  const taken = new Set([...account.instances.values()].map((one) => one.vpcAddress))
  const base = network.replace(/\.\d+\/\d+$/, '')
  for (let host = 2; host < 255; host += 1) if (!taken.has(`${base}.${host}`)) return `${base}.${host}`
  return `${base}.254`
}

const ChangeInstance = z.object({ label: Label.optional(), tags: z.array(z.string()).optional() })

function change({ body, now }: Visit, instance: InstanceState): Said {
  const parsed = ChangeInstance.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  instance.label = parsed.data.label ?? instance.label
  instance.tags = parsed.data.tags ?? instance.tags
  instance.updatedAt = now
  return ok(viewInstance(instance))
}

function remove(visit: Visit, instance: InstanceState): Said {
  const { account, hooks } = visit
  account.instances.delete(instance.id)
  for (const firewall of account.firewalls.values()) {
    firewall.devices = firewall.devices.filter(
      ({ type, entityId }) => type === 'nodebalancer' || entityId !== instance.id,
    )
  }
  for (const volume of account.volumes.values()) if (volume.linodeId === instance.id) volume.linodeId = null
  visit.tell('linode_delete', entityOf(instance), 'finished')
  hooks.remove(instance)
  return ok()
}

function act(
  visit: Visit,
  instance: InstanceState,
  action: string,
  status: 'booting' | 'rebooting' | 'shutting_down',
): Said {
  if (instance.status !== 'running' && instance.status !== 'offline') return refuse(400, 'Linode busy.')
  if (status !== 'booting' && instance.status === 'offline') return refuse(400, 'Linode is not running.')
  instance.status = status
  instance.updatedAt = visit.now
  instance.dueAt = visit.now + visit.delays.bootingMs / instance.pace
  if (status !== 'booting') visit.hooks.shutDown(instance)
  if (status !== 'shutting_down') bringUp(visit, instance)
  visit.tell(action, entityOf(instance), 'started')
  return ok()
}

/** Switches on what stands behind a machine. */
export const bringUp = ({ hooks }: Pick<Visit, 'hooks'>, instance: InstanceState): void => {
  instance.isUp = false
  void hooks.boot(instance).then(() => {
    instance.isUp = true
  })
}

export const entityOf = ({ id, label }: { readonly id: number; readonly label: string }) => ({
  id,
  type: 'linode',
  label,
  url: `/v4/linode/instances/${id}`,
})

/** Lets the machines of an account get as far as they are by now. */
export function advance(visit: Pick<Visit, 'account' | 'now' | 'hooks' | 'delays' | 'tell'>): void {
  for (const instance of visit.account.instances.values()) {
    if (instance.status === 'provisioning' && visit.now >= instance.dueAt) {
      visit.tell('linode_create', entityOf(instance), 'finished')
      instance.status = instance.isBooted ? 'booting' : 'offline'
      instance.dueAt += visit.delays.bootingMs / instance.pace
      if (instance.isBooted) bringUp(visit, instance)
    }
    if (
      (instance.status === 'booting' || instance.status === 'rebooting') &&
      visit.now >= instance.dueAt &&
      instance.isUp
    ) {
      visit.tell(instance.status === 'booting' ? 'linode_boot' : 'linode_reboot', entityOf(instance), 'finished')
      instance.status = 'running'
      instance.runningAt = visit.now
    }
    if (instance.status === 'shutting_down' && visit.now >= instance.dueAt) {
      visit.tell('linode_shutdown', entityOf(instance), 'finished')
      instance.status = 'offline'
    }
  }
}

/** The first thing that is wrong with a body, in the API's shape. */
export function refuseIssue(error: z.ZodError): Said {
  const [issue] = error.issues
  return refuse(400, issue?.message ?? 'Invalid request', issue?.path.join('.'))
}
