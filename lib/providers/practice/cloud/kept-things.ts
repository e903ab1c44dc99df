import { z } from 'zod'
import type { KeptThings } from './cloud-account'

const Tags = z.array(z.string())
const Fields = z.record(z.string(), z.json())

const Instance = z.object({
  id: z.int(),
  label: z.string(),
  status: z.enum(['provisioning', 'booting', 'running', 'offline', 'rebooting', 'shutting_down']),
  dueAt: z.number(),
  isUp: z.boolean(),
  isBooted: z.boolean(),
  region: z.string(),
  type: z.string(),
  image: z.string().nullable(),
  tags: Tags,
  ipv4: z.array(z.string()),
  ipv6: z.string(),
  privateIp: z.string().nullable(),
  generation: z.enum(['legacy_config', 'linode']),
  subnetId: z.int().nullable(),
  vpcAddress: z.string().nullable(),
  userData: z.string().nullable(),
  pace: z.number(),
  authorizedKeys: z.array(z.string()),
  createdAt: z.number(),
  updatedAt: z.number(),
  runningAt: z.number().nullable(),
})

const Firewall = z.object({
  id: z.int(),
  label: z.string(),
  status: z.enum(['enabled', 'disabled']),
  rules: Fields,
  version: z.int(),
  tags: Tags,
  devices: z.array(
    z.object({
      id: z.int(),
      type: z.enum(['linode', 'nodebalancer', 'linode_interface']),
      entityId: z.int(),
      createdAt: z.number(),
    }),
  ),
  createdAt: z.number(),
  updatedAt: z.number(),
})

const Vpc = z.object({
  id: z.int(),
  label: z.string(),
  region: z.string(),
  description: z.string(),
  subnets: z.array(z.object({ id: z.int(), label: z.string(), ipv4: z.string(), createdAt: z.number() })),
  createdAt: z.number(),
})

const Node = z.object({ id: z.int(), label: z.string(), address: z.string(), weight: z.number(), mode: z.string() })

const Balancer = z.object({
  id: z.int(),
  label: z.string(),
  region: z.string(),
  type: z.string(),
  ipv4: z.string(),
  tags: Tags,
  throttle: z.number(),
  configs: z.array(z.object({ id: z.int(), settings: Fields, port: z.int(), nodes: z.array(Node) })),
  createdAt: z.number(),
  updatedAt: z.number(),
})

const Volume = z.object({
  id: z.int(),
  label: z.string(),
  region: z.string(),
  size: z.number(),
  tags: Tags,
  linodeId: z.int().nullable(),
  createdAt: z.number(),
})

const Event = z.object({
  id: z.int(),
  action: z.string(),
  status: z.enum(['scheduled', 'started', 'finished', 'failed', 'notification']),
  percent: z.number(),
  entity: z.object({ id: z.int(), type: z.string(), label: z.string(), url: z.string() }),
  createdAt: z.number(),
})

/** All that is in an account, as it was kept. */
export const KeptThingsShape: z.ZodType<KeptThings> = z.object({
  instances: z.array(Instance),
  firewalls: z.array(Firewall),
  vpcs: z.array(Vpc),
  balancers: z.array(Balancer),
  volumes: z.array(Volume),
  events: z.array(Event),
})
