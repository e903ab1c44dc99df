import type { Json } from '@/lib/core/errors'
import type {
  BalancerConfigState,
  BalancerState,
  CloudAccount,
  EventState,
  FirewallState,
  InstanceState,
  VolumeState,
  VpcState,
} from './cloud-account'
import { IMAGES, SIZES } from './cloud-catalogue'

// What is in an account as the API shows it. The keys are held to recordings of the real one
// (lib/testing/linode/recorded-shapes.json).

export type View = Readonly<Record<string, Json>>

/** Linode's times have no zone; they are UTC. */
export const timeOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19)

export function viewInstance(instance: InstanceState): View {
  const size = SIZES.find(({ id }) => id === instance.type)
  return {
    id: instance.id,
    label: instance.label,
    group: '',
    status: instance.status,
    created: timeOf(instance.createdAt),
    updated: timeOf(instance.updatedAt),
    type: instance.type,
    ipv4: instance.ipv4,
    ipv6: instance.ipv6,
    image: instance.image,
    region: instance.region,
    site_type: 'core',
    specs: {
      disk: size?.['disk'] ?? 0,
      memory: size?.['memory'] ?? 0,
      vcpus: size?.['vcpus'] ?? 0,
      gpus: 0,
      transfer: size?.['transfer'] ?? 0,
      accelerated_devices: 0,
    },
    alerts: { cpu: 90, network_in: 10, network_out: 10, transfer_quota: 80, io: 10_000 },
    backups: { enabled: false, available: false, schedule: { day: null, window: null }, last_successful: null },
    hypervisor: 'kvm',
    watchdog_enabled: true,
    tags: instance.tags,
    host_uuid: instance.id.toString(16).padStart(40, '0'),
    has_user_data: instance.userData !== null,
    placement_group: null,
    disk_encryption: 'enabled',
    lke_cluster_id: null,
    capabilities: ['Block Storage Encryption', 'SMTP Enabled', 'Maintenance Policy'],
    interface_generation: instance.generation,
    maintenance_policy: 'linode/migrate',
  }
}

export function viewAddresses(instance: InstanceState): View {
  const entity = { id: instance.id, type: 'linode', label: instance.label, url: `/v4/linode/instances/${instance.id}` }
  const address = (value: string, isPublic: boolean) => ({
    address: value,
    gateway: isPublic ? value.replace(/\.\d+$/, '.1') : null,
    subnet_mask: isPublic ? '255.255.255.0' : '255.255.128.0',
    prefix: isPublic ? 24 : 17,
    type: 'ipv4',
    public: isPublic,
    rdns: isPublic ? `${value.replaceAll('.', '-')}.ip.linodeusercontent.com` : null,
    linode_id: instance.id,
    interface_id: null,
    region: instance.region,
    vpc_nat_1_1: null,
    reserved: false,
    assigned_entity: entity,
  })
  const v6 = (value: string, isPublic: boolean) => ({
    address: value,
    gateway: 'fe80::1',
    subnet_mask: 'ffff:ffff:ffff:ffff::',
    prefix: 64,
    type: 'ipv6',
    rdns: null,
    linode_id: instance.id,
    region: instance.region,
    public: isPublic,
  })
  const vpc =
    instance.vpcAddress === null
      ? []
      : [
          {
            address: instance.vpcAddress,
            address_range: null,
            vpc_id: 0,
            subnet_id: instance.subnetId,
            region: instance.region,
            linode_id: instance.id,
            config_id: 0,
            interface_id: 0,
            nodebalancer_id: null,
            database_id: null,
            active: true,
            nat_1_1: '',
            gateway: instance.vpcAddress.replace(/\.\d+$/, '.1'),
            prefix: 24,
            subnet_mask: '255.255.255.0',
          },
        ]
  return {
    ipv4: {
      public: instance.ipv4.filter((one) => one !== instance.privateIp).map((one) => address(one, true)),
      private: instance.privateIp === null ? [] : [address(instance.privateIp, false)],
      shared: [],
      reserved: [],
      vpc,
    },
    ipv6: {
      slaac: v6(instance.ipv6.replace(/\/.*$/, ''), true),
      link_local: v6(`fe80::${instance.id.toString(16)}`, false),
      global: [],
      vpc: [],
    },
  }
}

export const viewFirewall = (firewall: FirewallState, account: CloudAccount): View => ({
  id: firewall.id,
  label: firewall.label,
  created: timeOf(firewall.createdAt),
  updated: timeOf(firewall.updatedAt),
  status: firewall.status,
  rules: viewRules(firewall),
  tags: firewall.tags,
  entities: firewall.devices.map((device) => viewEntity(device, account)),
})

export const viewRules = (firewall: FirewallState): View => ({
  inbound: [],
  inbound_policy: 'ACCEPT',
  outbound: [],
  outbound_policy: 'ACCEPT',
  ...firewall.rules,
  version: firewall.version,
  fingerprint: (firewall.id * 31 + firewall.version).toString(16).padStart(8, '0'),
})

export const viewDevice = (device: FirewallState['devices'][number], account: CloudAccount): View => ({
  id: device.id,
  created: timeOf(device.createdAt),
  updated: timeOf(device.createdAt),
  entity: viewEntity(device, account),
})

function viewEntity({ type, entityId }: FirewallState['devices'][number], account: CloudAccount): View {
  const things = type === 'nodebalancer' ? account.balancers : account.instances
  const place = type === 'nodebalancer' ? '/v4/nodebalancers' : '/v4/linode/instances'
  const label = things.get(entityId)?.label ?? null
  return { id: entityId, type, label, url: `${place}/${entityId}`, parent_entity: null }
}

export const viewVpc = (vpc: VpcState, account: CloudAccount): View => ({
  id: vpc.id,
  label: vpc.label,
  description: vpc.description,
  region: vpc.region,
  ipv4: [{ range: '10.0.0.0/8' }],
  ipv6: null,
  vpc_type: 'regular',
  subnets: vpc.subnets.map((subnet) => viewSubnet(subnet, account)),
  created: timeOf(vpc.createdAt),
  updated: timeOf(vpc.createdAt),
})

export const viewSubnet = (subnet: VpcState['subnets'][number], account: CloudAccount): View => ({
  id: subnet.id,
  label: subnet.label,
  ipv4: subnet.ipv4,
  ipv6: null,
  linodes: [...account.instances.values()]
    .filter(({ subnetId }) => subnetId === subnet.id)
    .map(({ id }) => ({ id, interfaces: [{ id: 0, active: true, config_id: null }] })),
  nodebalancers: [],
  databases: [],
  created: timeOf(subnet.createdAt),
  updated: timeOf(subnet.createdAt),
})

export const viewBalancer = (balancer: BalancerState): View => ({
  id: balancer.id,
  label: balancer.label,
  region: balancer.region,
  type: balancer.type,
  hostname: `${balancer.ipv4.replaceAll('.', '-')}.ip.linodeusercontent.com`,
  ipv4: balancer.ipv4,
  ipv6: `2001:db8::${balancer.id.toString(16)}`,
  created: timeOf(balancer.createdAt),
  updated: timeOf(balancer.updatedAt),
  client_conn_throttle: balancer.throttle,
  client_udp_sess_throttle: 0,
  lke_cluster: null,
  tags: balancer.tags,
  transfer: { in: null, out: null, total: null },
})

export const viewConfig = (config: BalancerConfigState, balancer: BalancerState): View => ({
  algorithm: 'roundrobin',
  stickiness: 'none',
  check: 'connection',
  check_interval: 5,
  check_timeout: 3,
  check_attempts: 2,
  check_path: '',
  check_body: '',
  check_passive: true,
  proxy_protocol: 'none',
  cipher_suite: 'recommended',
  protocol: 'tcp',
  ssl_commonname: '',
  ssl_fingerprint: '',
  ssl_cert: null,
  ssl_key: null,
  ...config.settings,
  id: config.id,
  nodebalancer_id: balancer.id,
  port: config.port,
  nodes_status: { up: config.nodes.length, down: 0 },
})

export const viewNode = (
  node: BalancerConfigState['nodes'][number],
  config: BalancerConfigState,
  balancer: BalancerState,
): View => ({
  id: node.id,
  label: node.label,
  address: node.address,
  weight: node.weight,
  mode: node.mode,
  status: 'UP',
  config_id: config.id,
  nodebalancer_id: balancer.id,
})

export const viewVolume = (volume: VolumeState, account: CloudAccount): View => ({
  id: volume.id,
  label: volume.label,
  size: volume.size,
  region: volume.region,
  status: 'active',
  linode_id: volume.linodeId,
  linode_label: volume.linodeId === null ? null : (account.instances.get(volume.linodeId)?.label ?? null),
  filesystem_path: `/dev/disk/by-id/scsi-0Linode_Volume_${volume.label}`,
  hardware_type: 'nvme',
  encryption: 'disabled',
  io_ready: true,
  tags: volume.tags,
  created: timeOf(volume.createdAt),
  updated: timeOf(volume.createdAt),
})

export const viewEvent = (event: EventState, account: CloudAccount): View => ({
  id: event.id,
  created: timeOf(event.createdAt),
  seen: false,
  read: false,
  percent_complete: event.percent,
  time_remaining: null,
  rate: null,
  duration: null,
  action: event.action,
  username: account.user.username,
  entity: event.entity,
  status: event.status,
  secondary_entity: null,
  message: '',
})

export const viewProfile = ({ user }: CloudAccount): View => ({
  uid: 1,
  username: user.username,
  email: `${user.username}@example.org`,
  verified_phone_number: null,
  timezone: 'GMT',
  email_notifications: true,
  referrals: { code: '', url: '', total: 0, completed: 0, pending: 0, credit: 0 },
  ip_whitelist_enabled: false,
  lish_auth_method: 'password_keys',
  authorized_keys: null,
  two_factor_auth: true,
  restricted: user.grants !== undefined,
  authentication_type: 'password',
  user_type: 'default',
})

export const viewSettings = ({ user }: CloudAccount): View => ({
  managed: false,
  network_helper: true,
  longview_subscription: '',
  backups_enabled: false,
  object_storage: 'disabled',
  interfaces_for_new_linodes: user.interfaces ?? 'legacy_config_default_but_linode_allowed',
  maintenance_policy: 'linode/migrate',
})

/** Whether an image exists, and may be started from. */
export const isImage = (id: string): boolean => IMAGES.some((image) => image.id === id)
