import { z } from 'zod'
import type { BalancerConfigState, BalancerNodeState, BalancerState } from './cloud-account'
import { REGIONS } from './cloud-catalogue'
import { NOT_FOUND, ok, refuse, type Said } from './cloud-exchange'
import type { CloudRoute, Listed, Visit } from './cloud-route'
import { viewBalancer, viewConfig, viewFirewall, viewNode } from './cloud-views'
import { refuseIssue } from './instance-routes'

const Node = z.object({
  /** Of a node that stays when all of a port are laid down anew. */
  id: z.int().optional(),
  label: z.string(),
  address: z.string().regex(/^\d+\.\d+\.\d+\.\d+:\d+$/, 'Must be an IPv4 address with a port'),
  weight: z.int().min(1).max(255).optional(),
  mode: z.enum(['accept', 'reject', 'drain', 'backup']).optional(),
})
const ChangeNode = Node.omit({ id: true }).partial()
const Config = z.looseObject({ port: z.int().min(1).max(65_535), nodes: z.array(Node).nullish() })
const Settings = z.record(z.string(), z.json())
const CreateBalancer = z.object({
  region: z.string(),
  label: z
    .string()
    .min(3)
    .max(32)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  tags: z.array(z.string()).nullish(),
  type: z.enum(['common', 'premium', 'premium_40gb']).optional(),
  client_conn_throttle: z.int().min(0).max(20).optional(),
  firewall_id: z.int().nullish(),
  configs: z.array(Config).nullish(),
})
const ChangeBalancer = CreateBalancer.pick({ label: true, tags: true, client_conn_throttle: true }).partial()

const SCOPE = { read: 'nodebalancers:read_only', write: 'nodebalancers:read_write' } as const
const BASE = '/nodebalancers/{}'

export const balancerRoutes: readonly CloudRoute[] = [
  {
    method: 'GET',
    path: '/nodebalancers',
    scope: SCOPE.read,
    list: ({ account }) => ({
      things: [...account.balancers.values()].map(viewBalancer),
      filters: ['label', 'tags', 'region', 'ipv4'],
    }),
  },
  { method: 'POST', path: '/nodebalancers', scope: SCOPE.write, handle: create },
  { method: 'GET', path: BASE, scope: SCOPE.read, handle: on((_, balancer) => ok(viewBalancer(balancer))) },
  { method: 'PUT', path: BASE, scope: SCOPE.write, handle: on(change) },
  { method: 'DELETE', path: BASE, scope: SCOPE.write, handle: on(remove) },
  { method: 'GET', path: `${BASE}/configs`, scope: SCOPE.read, list: listConfigs },
  { method: 'POST', path: `${BASE}/configs`, scope: SCOPE.write, handle: on(addConfig) },
  {
    method: 'GET',
    path: `${BASE}/configs/{}`,
    scope: SCOPE.read,
    handle: onConfig((_, config, balancer) => ok(viewConfig(config, balancer))),
  },
  { method: 'POST', path: `${BASE}/configs/{}/rebuild`, scope: SCOPE.write, handle: onConfig(rebuildConfig) },
  { method: 'PUT', path: `${BASE}/configs/{}`, scope: SCOPE.write, handle: onConfig(rebuildConfig) },
  { method: 'DELETE', path: `${BASE}/configs/{}`, scope: SCOPE.write, handle: onConfig(removeConfig) },
  { method: 'GET', path: `${BASE}/configs/{}/nodes`, scope: SCOPE.read, list: listNodes },
  { method: 'POST', path: `${BASE}/configs/{}/nodes`, scope: SCOPE.write, handle: onConfig(addNode) },
  { method: 'GET', path: `${BASE}/configs/{}/nodes/{}`, scope: SCOPE.read, handle: onNode(viewOfNode) },
  { method: 'PUT', path: `${BASE}/configs/{}/nodes/{}`, scope: SCOPE.write, handle: onNode(changeNode) },
  { method: 'DELETE', path: `${BASE}/configs/{}/nodes/{}`, scope: SCOPE.write, handle: onNode(removeNode) },
  { method: 'GET', path: `${BASE}/firewalls`, scope: SCOPE.read, list: listFirewalls },
]

type OnBalancer = (visit: Visit, balancer: BalancerState) => Said
type OnConfig = (visit: Visit, config: BalancerConfigState, balancer: BalancerState) => Said
type OnNode = (visit: Visit, node: BalancerNodeState, config: BalancerConfigState, balancer: BalancerState) => Said

function on(handle: OnBalancer) {
  return (visit: Visit): Said => {
    const balancer = visit.account.balancers.get(visit.ids[0] ?? 0)
    return balancer === undefined ? NOT_FOUND : handle(visit, balancer)
  }
}

function onConfig(handle: OnConfig) {
  return on((visit, balancer) => {
    const config = balancer.configs.find(({ id }) => id === visit.ids[1])
    return config === undefined ? NOT_FOUND : handle(visit, config, balancer)
  })
}

function onNode(handle: OnNode) {
  return onConfig((visit, config, balancer) => {
    const node = config.nodes.find(({ id }) => id === visit.ids[2])
    return node === undefined ? NOT_FOUND : handle(visit, node, config, balancer)
  })
}

function create(visit: Visit): Said {
  const { account, nextId, now, hooks } = visit
  const parsed = CreateBalancer.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const wanted = parsed.data
  const id = nextId()
  const label = wanted.label ?? `balancer${id}`
  if (REGIONS.every((region) => region.id !== wanted.region)) return refuse(400, 'region is not valid', 'region')
  if ([...account.balancers.values()].some((one) => one.label === label))
    return refuse(400, 'Label must be unique among your NodeBalancers', 'label')
  const balancer: BalancerState = {
    id,
    label,
    region: wanted.region,
    type: wanted.type ?? 'common',
    ipv4: hooks.publicAddress(id, label),
    tags: wanted.tags ?? [],
    throttle: wanted.client_conn_throttle ?? 0,
    configs: (wanted.configs ?? []).map((config) => configOf(visit, config)),
    createdAt: now,
    updatedAt: now,
  }
  account.balancers.set(id, balancer)
  account.firewalls
    .get(wanted.firewall_id ?? 0)
    ?.devices.push({ id: nextId(), type: 'nodebalancer', entityId: id, createdAt: now })
  visit.tell('nodebalancer_create', entityOf(balancer))
  hooks.changeBalancer(balancer)
  return ok(viewBalancer(balancer))
}

const entityOf = ({ id, label }: BalancerState) => ({ id, type: 'nodebalancer', label, url: `/v4/nodebalancers/${id}` })

function configOf({ nextId }: Visit, { port, nodes, ...settings }: z.infer<typeof Config>): BalancerConfigState {
  const made = (nodes ?? []).map((node) => nodeOf(nextId(), node))
  return { id: nextId(), port, settings: Settings.parse(settings), nodes: made }
}

const nodeOf = (id: number, { label, address, weight, mode }: z.infer<typeof Node>) => ({
  id,
  label,
  address,
  weight: weight ?? 100,
  mode: mode ?? 'accept',
})

/** Says what a change has come to, here and behind it. */
function changed({ now, hooks }: Visit, balancer: BalancerState): void {
  balancer.updatedAt = now
  hooks.changeBalancer(balancer)
}

function change(visit: Visit, balancer: BalancerState): Said {
  const parsed = ChangeBalancer.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  balancer.label = parsed.data.label ?? balancer.label
  balancer.tags = parsed.data.tags ?? balancer.tags
  balancer.throttle = parsed.data.client_conn_throttle ?? balancer.throttle
  changed(visit, balancer)
  return ok(viewBalancer(balancer))
}

function remove(visit: Visit, balancer: BalancerState): Said {
  visit.account.balancers.delete(balancer.id)
  visit.tell('nodebalancer_delete', entityOf(balancer))
  visit.hooks.removeBalancer(balancer)
  return ok()
}

function listConfigs({ account, ids: [id] }: Visit): Listed | undefined {
  const balancer = account.balancers.get(id ?? 0)
  return balancer && { things: balancer.configs.map((config) => viewConfig(config, balancer)), filters: [] }
}

function listNodes({ account, ids: [id, configId] }: Visit): Listed | undefined {
  const balancer = account.balancers.get(id ?? 0)
  const config = balancer?.configs.find((one) => one.id === configId)
  return (
    balancer &&
    config && { things: config.nodes.map((node) => viewNode(node, config, balancer)), filters: ['id', 'label'] }
  )
}

function listFirewalls({ account, ids: [id] }: Visit): Listed | undefined {
  const found = [...account.firewalls.values()].filter(({ devices }) =>
    devices.some(({ type, entityId }) => type === 'nodebalancer' && entityId === id),
  )
  return account.balancers.has(id ?? 0)
    ? { things: found.map((firewall) => viewFirewall(firewall, account)), filters: [] }
    : undefined
}

function addConfig(visit: Visit, balancer: BalancerState): Said {
  const parsed = Config.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  if (balancer.configs.some(({ port }) => port === parsed.data.port))
    return refuse(400, 'Port must be unique on the NodeBalancer', 'port')
  const config = configOf(visit, parsed.data)
  balancer.configs.push(config)
  changed(visit, balancer)
  return ok(viewConfig(config, balancer))
}

function rebuildConfig(visit: Visit, config: BalancerConfigState, balancer: BalancerState): Said {
  const parsed = Config.partial({ port: true }).safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { port, nodes, ...settings } = parsed.data
  config.port = port ?? config.port
  config.settings = { ...config.settings, ...Settings.parse(settings) }
  if (nodes != null) {
    const known = new Set(config.nodes.map(({ id }) => id))
    const stays = (id: number | undefined): id is number => id !== undefined && known.has(id)
    config.nodes = nodes.map((node) => nodeOf(stays(node.id) ? node.id : visit.nextId(), node))
  }
  changed(visit, balancer)
  return ok(viewConfig(config, balancer))
}

function removeConfig(visit: Visit, config: BalancerConfigState, balancer: BalancerState): Said {
  balancer.configs = balancer.configs.filter((one) => one !== config)
  changed(visit, balancer)
  return ok()
}

function addNode(visit: Visit, config: BalancerConfigState, balancer: BalancerState): Said {
  const parsed = Node.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const node = nodeOf(visit.nextId(), parsed.data)
  config.nodes.push(node)
  changed(visit, balancer)
  return ok(viewNode(node, config, balancer))
}

function viewOfNode(...[, node, config, balancer]: Parameters<OnNode>): Said {
  return ok(viewNode(node, config, balancer))
}

function changeNode(...[visit, node, config, balancer]: Parameters<OnNode>): Said {
  const parsed = ChangeNode.safeParse(visit.body)
  if (!parsed.success) return refuseIssue(parsed.error)
  const { label, address, weight, mode } = parsed.data
  node.label = label ?? node.label
  node.address = address ?? node.address
  node.weight = weight ?? node.weight
  node.mode = mode ?? node.mode
  changed(visit, balancer)
  return ok(viewNode(node, config, balancer))
}

function removeNode(...[visit, node, config, balancer]: Parameters<OnNode>): Said {
  config.nodes = config.nodes.filter((one) => one !== node)
  changed(visit, balancer)
  return ok()
}
