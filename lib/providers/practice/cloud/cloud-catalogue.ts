import type { Json } from '@/lib/core/errors'

// A small excerpt of what Linode has, with prices of summer 2024: enough to choose from, and dated like practice is.

const pricesAt = (hourly: number, monthly: number): Readonly<Record<string, Json>> => ({
  price: { hourly, monthly },
  region_prices: [
    { id: 'br-gru', hourly: Math.round(hourly * 14_000) / 10_000, monthly: Math.round(monthly * 14) / 10 },
    { id: 'id-cgk', hourly: Math.round(hourly * 12_000) / 10_000, monthly: Math.round(monthly * 12) / 10 },
  ],
})

const size = (
  id: string,
  label: string,
  [memory, disk, vcpus, transfer]: readonly [number, number, number, number],
  [hourly, monthly]: readonly [number, number],
  kind: string,
): Readonly<Record<string, Json>> & { readonly id: string } => ({
  id,
  label,
  ...pricesAt(hourly, monthly),
  addons: { backups: pricesAt(hourly * 0.4, monthly * 0.4) },
  memory,
  disk,
  transfer,
  vcpus,
  gpus: 0,
  network_out: transfer,
  class: kind,
  successor: null,
})

export const SIZES = [
  size('g6-nanode-1', 'Nanode 1GB', [1_024, 25_600, 1, 1_000], [0.0075, 5], 'nanode'),
  size('g6-standard-1', 'Linode 2GB', [2_048, 51_200, 1, 2_000], [0.018, 12], 'standard'),
  size('g6-standard-2', 'Linode 4GB', [4_096, 81_920, 2, 4_000], [0.036, 24], 'standard'),
  size('g6-dedicated-2', 'Dedicated 4GB', [4_096, 81_920, 2, 4_000], [0.054, 36], 'dedicated'),
]

const CAPABILITIES = [
  'Linodes',
  'Block Storage',
  'Disk Encryption',
  'NodeBalancers',
  'Cloud Firewall',
  'Vlans',
  'VPCs',
  'Metadata',
  'Linode Interfaces',
]

const region = (
  id: string,
  label: string,
  country: string,
): Readonly<Record<string, Json>> & { readonly id: string } => ({
  id,
  label,
  country,
  capabilities: CAPABILITIES,
  monitors: { alerts: ['NodeBalancers'], metrics: ['NodeBalancers'] },
  status: 'ok',
  resolvers: { ipv4: '198.18.255.1,198.18.255.2', ipv6: '2001:db8::1,2001:db8::2' },
  placement_group_limits: {
    maximum_pgs_per_customer: null,
    maximum_linodes_per_pg: 5,
    maximum_linodes_per_flexible_pg: 5,
  },
  site_type: 'core',
})

export const REGIONS = [
  region('de-fra-2', 'Frankfurt 2, DE', 'de'),
  region('us-east', 'Newark, NJ', 'us'),
  region('ap-west', 'Mumbai, IN', 'in'),
  region('br-gru', 'Sao Paulo, BR', 'br'),
  region('id-cgk', 'Jakarta, ID', 'id'),
]

const image = (
  id: string,
  label: string,
  vendor: string,
  mb: number,
): Readonly<Record<string, Json>> & { readonly id: string } => ({
  id,
  label,
  description: '',
  created: '2026-01-02T03:04:05',
  updated: '2026-01-02T03:04:05',
  size: mb,
  created_by: 'linode',
  type: 'manual',
  tags: [],
  is_public: true,
  is_shared: false,
  deprecated: false,
  vendor,
  expiry: null,
  eol: null,
  status: 'available',
  capabilities: ['cloud-init'],
  regions: [],
  total_size: mb,
  image_sharing: null,
})

export const IMAGES = [
  image('linode/arch', 'Arch Linux', 'Arch', 2_500),
  image('linode/debian12', 'Debian 12', 'Debian', 1_600),
  image('linode/debian13', 'Debian 13', 'Debian', 1_600),
  image('linode/ubuntu24.04', 'Ubuntu 24.04 LTS', 'Ubuntu', 3_600),
]

/** One pair is out of stock, so that somebody has to look. */
export const STOCK = REGIONS.flatMap(({ id }) =>
  SIZES.map((plan) => ({ region: id, plan: plan.id, available: !(id === 'id-cgk' && plan.id === 'g6-dedicated-2') })),
)

export const BALANCER_TYPES = [
  { id: 'nodebalancer', label: 'NodeBalancer', ...pricesAt(0.015, 10), transfer: 0 },
  { id: 'nodebalancer-pr100', label: 'Nodebalancer Premium', ...pricesAt(0.225, 150), transfer: 0 },
]

export const VOLUME_TYPES = [{ id: 'volume', label: 'Storage Volume', ...pricesAt(0.000_15, 0.1), transfer: 0 }]
