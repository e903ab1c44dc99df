import { z } from 'zod'
import type { FirewallState, VpcState } from './cloud-account'
import { REGIONS } from './cloud-catalogue'
import { NOT_FOUND, ok, refuse, type Said } from './cloud-exchange'
import type { CloudRoute, Visit } from './cloud-route'
import { viewDevice, viewFirewall, viewRules, viewSubnet, viewVpc } from './cloud-views'
import { refuseIssue } from './instance-routes'

const FirewallLabel = z.string().min(3).max(32)
const Policy = z.enum(['ACCEPT', 'DROP'])
const Rule = z.looseObject({
  action: Policy,
  protocol: z.enum(['TCP', 'UDP', 'ICMP', 'IPENCAP', 'ALL']),
  ports: z.string().optional(),
  label: z.string().max(32).optional(),
})
const Rules = z.object({
  inbound: z.array(Rule.catchall(z.json())).max(25).nullish(),
  inbound_policy: Policy,
  outbound: z.array(Rule.catchall(z.json())).max(25).nullish(),
  outbound_policy: Policy,
})
const Device = z.object({ id: z.int(), type: z.enum(['linode', 'nodebalancer', 'linode_interface']) })
const CreateFirewall = z.object({
  label: FirewallLabel,
  rules: Rules,
  tags: z.array(z.string()).nullish(),
  devices: z.object({ linodes: z.array(z.int()).optional(), nodebalancers: z.array(z.int()).optional() }).nullish(),
})

const SCOPE = { read: 'firewall:read_only', write: 'firewall:read_write' } as const

export const networkRoutes: readonly CloudRoute[] = [
  {
    method: 'GET',
    path: '/networking/firewalls',
    scope: SCOPE.read,
    list: ({ account }) => ({
      things: [...account.firewalls.values()].map((firewall) => viewFirewall(firewall, account)),
      filters: ['id', 'label', 'tags', 'created', 'updated'],
    }),
  },
  { method: 'POST', path: '/networking/firewalls', scope: SCOPE.write, handle: createFirewall },
  {
    method: 'GET',
    path: '/networking/firewalls/{}',
    scope: SCOPE.read,
    handle: (visit) => withFirewall(visit, (firewall) => ok(viewFirewall(firewall, visit.account))),
  },
  {
    method: 'DELETE',
    path: '/networking/firewalls/{}',
    scope: SCOPE.write,
    handle: (visit) =>
      withFirewall(visit, ({ id }) => {
        visit.account.firewalls.delete(id)
        return ok()
      }),
  },
  {
    method: 'GET',
    path: '/networking/firewalls/{}/rules',
    scope: SCOPE.read,
    handle: (visit) => withFirewall(visit, (firewall) => ok(viewRules(firewall))),
  },
  {
    method: 'PUT',
    path: '/networking/firewalls/{}/rules',
    scope: SCOPE.write,
    handle: (visit) => withFirewall(visit, (firewall) => changeRules(visit, firewall)),
  },
  {
    method: 'GET',
    path: '/networking/firewalls/{}/devices',
    scope: SCOPE.read,
    list: ({ account, ids: [id] }) => {
      const firewall = account.firewalls.get(id ?? 0)
      return firewall && { things: firewall.devices.map((device) => viewDevice(device, account)), filters: [] }
    },
  },
  {
    method: 'POST',
    path: '/networking/firewalls/{}/devices',
    scope: SCOPE.write,
    handle: (visit) => withFirewall(visit, (firewall) => addDevice(visit, firewall)),
  },
  {
    method: 'DELETE',
    path: '/networking/firewalls/{}/devices/{}',
    scope: SCOPE.write,
    handle: (visit) =>
      withFirewall(visit, (firewall) => {
        if (firewall.devices.every(({ id }) => id !== visit.ids[1])) return NOT_FOUND
        firewall.devices = firewall.devices.filter(({ id }) => id !== visit.ids[1])
        return ok()
      }),
  },
  {
    method: 'GET',
    path: '/vpcs',
    scope: '*',
    list: ({ account }) => ({
      things: [...account.vpcs.values()].map((vpc) => viewVpc(vpc, account)),
      filters: ['id', 'label', 'region', 'vpc_type', 'created', 'updated'],
    }),
  },
  { method: 'POST', path: '/vpcs', scope: 'vpc:read_write', window: 'create-vpc', handle: createVpc },
  {
    method: 'GET',
    path: '/vpcs/{}',
    scope: '*',
    handle: (visit) => withVpc(visit, (vpc) => ok(viewVpc(vpc, visit.account))),
  },
  {
    method: 'GET',
    path: '/vpcs/{}/subnets',
    scope: '*',
    list: ({ account, ids: [id] }) => {
      const vpc = account.vpcs.get(id ?? 0)
      return vpc && { things: vpc.subnets.map((subnet) => viewSubnet(subnet, account)), filters: [] }
    },
  },
  {
    method: 'DELETE',
    path: '/vpcs/{}',
    scope: 'vpc:read_write',
    handle: (visit) => withVpc(visit, (vpc) => removeVpc(visit, vpc)),
  },
]

const withFirewall = ({ account, ids }: Visit, handle: (firewall: FirewallState) => Said): Said => {
  const firewall = account.firewalls.get(ids[0] ?? 0)
  return firewall === undefined ? NOT_FOUND : handle(firewall)
}

const withVpc = ({ account, ids }: Visit, handle: (vpc: VpcState) => Said): Said => {
  const vpc = account.vpcs.get(ids[0] ?? 0)
  return vpc === undefined ? NOT_FOUND : handle(vpc)
}

const Json = z.record(z.string(), z.json())

function createFirewall(visit: Visit): Said {
  const { account, now, nextId } = visit
  const parsed = CreateFirewall.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { label, rules, tags, devices } = parsed.data
  if ([...account.firewalls.values()].some((one) => one.label === label))
    return refuse(400, 'Label must be unique among your Cloud Firewalls', 'label')
  const id = nextId()
  const device = (type: 'linode' | 'nodebalancer') => (entityId: number) => ({
    id: nextId(),
    type,
    entityId,
    createdAt: now,
  })
  const firewall: FirewallState = {
    id,
    label,
    status: 'enabled',
    rules: Json.parse(rules),
    version: 1,
    tags: tags ?? [],
    devices: [
      ...(devices?.linodes ?? []).map(device('linode')),
      ...(devices?.nodebalancers ?? []).map(device('nodebalancer')),
    ],
    createdAt: now,
    updatedAt: now,
  }
  account.firewalls.set(id, firewall)
  return ok(viewFirewall(firewall, account))
}

function changeRules({ body, now }: Visit, firewall: FirewallState): Said {
  const parsed = Rules.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  firewall.rules = Json.parse(parsed.data)
  firewall.version += 1
  firewall.updatedAt = now
  return ok(viewRules(firewall))
}

function addDevice({ body, account, nextId, now }: Visit, firewall: FirewallState): Said {
  const parsed = Device.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { id: entityId, type } = parsed.data
  const things = type === 'nodebalancer' ? account.balancers : account.instances
  if (!things.has(entityId)) return refuse(400, 'id is not valid', 'id')
  const device = { id: nextId(), type, entityId, createdAt: now }
  firewall.devices.push(device)
  return ok(viewDevice(device, account))
}

const VpcLabel = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9]|-(?!-))*$/, 'Must only use ASCII letters, numbers, and underscores')
const CreateVpc = z.object({
  label: VpcLabel,
  region: z.string(),
  description: z.string().optional(),
  subnets: z.array(z.object({ label: VpcLabel, ipv4: z.string() })).nullish(),
})

function createVpc({ body, account, nextId, now }: Visit): Said {
  const parsed = CreateVpc.safeParse(body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { label, region, description, subnets } = parsed.data
  if (REGIONS.every(({ id }) => id !== region)) return refuse(400, 'region is not valid', 'region')
  if ([...account.vpcs.values()].some((one) => one.label === label))
    return refuse(400, 'Label must be unique among your VPCs', 'label')
  const vpc: VpcState = {
    id: nextId(),
    label,
    region,
    description: description ?? '',
    subnets: (subnets ?? []).map((subnet) => ({ ...subnet, id: nextId(), createdAt: now })),
    createdAt: now,
  }
  account.vpcs.set(vpc.id, vpc)
  return ok(viewVpc(vpc, account))
}

function removeVpc({ account }: Visit, vpc: VpcState): Said {
  const subnets = new Set(vpc.subnets.map(({ id }) => id))
  const isUsed = [...account.instances.values()].some(({ subnetId }) => subnetId !== null && subnets.has(subnetId))
  if (isUsed) return refuse(400, 'Cannot delete VPC while resources are still attached to its subnets')
  account.vpcs.delete(vpc.id)
  return ok()
}
