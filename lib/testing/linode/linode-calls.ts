import { allowsPrivateAddresses, getGrants, getTokenHolder, listInstanceEvents } from '@/lib/linode/account'
import {
  listImages,
  listInstanceTypes,
  listNodeBalancerTypes,
  listRegions,
  listStock,
  listVolumeTypes,
} from '@/lib/linode/catalogue'
import type { LinodeConnection } from '@/lib/linode/connection'
import type { Created } from '@/lib/linode/create-once'
import {
  createInstance,
  deleteInstance,
  getInstance,
  getInstanceAddresses,
  type InstanceRequest,
  listInstances,
} from '@/lib/linode/instances'
import {
  createFirewall,
  createVpc,
  deleteFirewall,
  deleteVpc,
  listFirewalls,
  listVpcs,
  updateFirewallRules,
} from '@/lib/linode/networks'
import {
  deleteNodeBalancer,
  getNodeBalancer,
  listNodeBalancerConfigs,
  listNodeBalancers,
} from '@/lib/linode/node-balancers'
import { deleteVolume, listVolumes } from '@/lib/linode/volumes'
import type { BalancerState, CloudAccount, VolumeState } from '@/lib/providers/practice/cloud/cloud-account'

export const TAGS = ['buzzcrate', 'cluster-1'] as const
export const { signal: NEVER } = new AbortController()

export const machineRequest = (label: string, firewallId: number): InstanceRequest => ({
  label,
  tags: TAGS,
  region: 'de-fra-2',
  type: 'g6-nanode-1',
  image: 'linode/arch',
  rootPassword: 'a-Long-and-random-1-password',
  authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeKeyForTests panel'],
  userData: '#cloud-config\nhostname: web\n',
  network: { kind: 'private', firewallId },
})

export const firewallRequest = (label: string) => ({
  label,
  tags: TAGS,
  inbound: [{ label: 'ssh', protocol: 'TCP' as const, ports: '22', ipv4: ['192.0.2.7/32'], ipv6: ['2001:db8::7/128'] }],
})

export const vpcRequest = (label: string) => ({
  label,
  tags: TAGS,
  region: 'de-fra-2',
  subnet: { label: 'nodes', ipv4: '10.7.0.0/24' },
})

export function placeVolume(account: CloudAccount, id = 4): VolumeState {
  const volume = { id, label: `pvc-${id}`, region: 'de-fra-2', size: 10, tags: [...TAGS], linodeId: null, createdAt: 0 }
  account.volumes.set(id, volume)
  return volume
}

export function placeBalancer(account: CloudAccount, id = 5): BalancerState {
  const nodes = [{ id: 7, label: 'a', address: '192.168.130.2:30081', weight: 100, mode: 'accept' }]
  const balancer: BalancerState = {
    id,
    label: `ccm-${id}`,
    region: 'de-fra-2',
    type: 'common',
    ipv4: '198.18.0.5',
    tags: [...TAGS],
    throttle: 0,
    configs: [{ id: 6, port: 81, settings: {}, nodes }],
    createdAt: 0,
    updatedAt: 0,
  }
  account.balancers.set(id, balancer)
  return balancer
}

/** A call that the recipe makes, with what has to be there before it. */
export interface LinodeCall {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: RegExp
  /** Returns the call itself; it resolves with whether the answer is right. */
  readonly arrange: (linode: LinodeConnection, account: CloudAccount) => Promise<() => Promise<boolean>>
}

const reads = (
  name: string,
  path: RegExp,
  read: (linode: LinodeConnection, account: CloudAccount) => Promise<boolean>,
): LinodeCall => ({ name, method: 'GET', path, arrange: async (linode, account) => () => read(linode, account) })

const created = async ({ thing }: Created<{ readonly label: string }>, label: string) => thing.label === label

async function withMachine(linode: LinodeConnection): Promise<number> {
  const { thing: firewall } = await createFirewall(linode, firewallRequest('firewall'), NEVER)
  const { thing } = await createInstance(linode, machineRequest('machine', firewall.id), NEVER)
  return thing.id
}

const INSTANCES = /^\/linode\/instances$/
const INSTANCE = /^\/linode\/instances\/\d+$/

/** Each call of `lib/linode` that talks to Linode. */
export const LINODE_CALLS: readonly LinodeCall[] = [
  reads(
    'profile',
    /^\/profile$/,
    async (linode, { user }) => (await getTokenHolder(linode, NEVER)).username === user.username,
  ),
  reads('grants', /^\/profile\/grants$/, async (linode) => (await getGrants(linode, NEVER)) === undefined),
  reads('account settings', /^\/account\/settings$/, (linode) => allowsPrivateAddresses(linode, NEVER)),
  reads('types', /^\/linode\/types$/, async (linode) => (await listInstanceTypes(linode, NEVER)).length > 2),
  reads('regions', /^\/regions$/, async (linode) => (await listRegions(linode, NEVER)).length > 2),
  reads('stock', /^\/regions\/availability$/, async (linode) => (await listStock(linode, NEVER)).length > 2),
  reads('images', /^\/images$/, async (linode) => (await listImages(linode, NEVER)).length > 2),
  reads(
    'balancer prices',
    /^\/nodebalancers\/types$/,
    async (linode) => (await listNodeBalancerTypes(linode, NEVER)).length === 2,
  ),
  reads('volume prices', /^\/volumes\/types$/, async (linode) => (await listVolumeTypes(linode, NEVER)).length === 1),
  {
    name: 'create firewall',
    method: 'POST',
    path: /^\/networking\/firewalls$/,
    arrange: async (linode) => async () =>
      created(await createFirewall(linode, firewallRequest('firewall'), NEVER), 'firewall'),
  },
  {
    name: 'list firewalls',
    method: 'GET',
    path: /^\/networking\/firewalls$/,
    arrange: async (linode) => {
      await createFirewall(linode, firewallRequest('firewall'), NEVER)
      return async () => (await listFirewalls(linode, TAGS[1], NEVER)).length === 1
    },
  },
  {
    name: 'firewall rules',
    method: 'PUT',
    path: /^\/networking\/firewalls\/\d+\/rules$/,
    arrange: async (linode, account) => {
      const { thing } = await createFirewall(linode, firewallRequest('firewall'), NEVER)
      return async () => {
        await updateFirewallRules(linode, thing.id, [], NEVER)
        return JSON.stringify(account.firewalls.get(thing.id)?.rules['inbound']) === '[]'
      }
    },
  },
  {
    name: 'delete firewall',
    method: 'DELETE',
    path: /^\/networking\/firewalls\/\d+$/,
    arrange: async (linode, account) => {
      const { thing } = await createFirewall(linode, firewallRequest('firewall'), NEVER)
      return async () => {
        await deleteFirewall(linode, thing.id, NEVER)
        return account.firewalls.size === 0
      }
    },
  },
  {
    name: 'create VPC',
    method: 'POST',
    path: /^\/vpcs$/,
    arrange: async (linode) => async () => created(await createVpc(linode, vpcRequest('network'), NEVER), 'network'),
  },
  {
    name: 'list VPCs',
    method: 'GET',
    path: /^\/vpcs$/,
    arrange: async (linode) => {
      await createVpc(linode, vpcRequest('network'), NEVER)
      return async () => (await listVpcs(linode, TAGS[1], NEVER)).length === 1
    },
  },
  {
    name: 'delete VPC',
    method: 'DELETE',
    path: /^\/vpcs\/\d+$/,
    arrange: async (linode, account) => {
      const { thing } = await createVpc(linode, vpcRequest('network'), NEVER)
      return async () => {
        await deleteVpc(linode, thing.id, NEVER)
        return account.vpcs.size === 0
      }
    },
  },
  {
    name: 'create machine',
    method: 'POST',
    path: INSTANCES,
    arrange: async (linode) => {
      const { thing: firewall } = await createFirewall(linode, firewallRequest('firewall'), NEVER)
      return async () => created(await createInstance(linode, machineRequest('machine', firewall.id), NEVER), 'machine')
    },
  },
  {
    name: 'list machines',
    method: 'GET',
    path: INSTANCES,
    arrange: async (linode) => {
      await withMachine(linode)
      return async () => (await listInstances(linode, TAGS[1], NEVER)).length === 1
    },
  },
  {
    name: 'get machine',
    method: 'GET',
    path: INSTANCE,
    arrange: async (linode) => {
      const id = await withMachine(linode)
      return async () => (await getInstance(linode, id, NEVER))?.id === id
    },
  },
  {
    name: 'addresses',
    method: 'GET',
    path: /^\/linode\/instances\/\d+\/ips$/,
    arrange: async (linode) => {
      const id = await withMachine(linode)
      return async () => (await getInstanceAddresses(linode, id, NEVER))?.private.length === 1
    },
  },
  {
    name: 'events',
    method: 'GET',
    path: /^\/account\/events$/,
    arrange: async (linode) => {
      const id = await withMachine(linode)
      return async () => (await listInstanceEvents(linode, id, NEVER)).length > 0
    },
  },
  {
    name: 'delete machine',
    method: 'DELETE',
    path: INSTANCE,
    arrange: async (linode, account) => {
      const id = await withMachine(linode)
      return async () => {
        await deleteInstance(linode, id, NEVER)
        return account.instances.size === 0
      }
    },
  },
  {
    name: 'list balancers',
    method: 'GET',
    path: /^\/nodebalancers$/,
    arrange: async (linode, account) => {
      placeBalancer(account)
      return async () => (await listNodeBalancers(linode, TAGS[1], NEVER)).length === 1
    },
  },
  {
    name: 'get balancer',
    method: 'GET',
    path: /^\/nodebalancers\/\d+$/,
    arrange: async (linode, account) => {
      const { id } = placeBalancer(account)
      return async () => (await getNodeBalancer(linode, id, NEVER))?.id === id
    },
  },
  {
    name: 'balancer ports',
    method: 'GET',
    path: /^\/nodebalancers\/\d+\/configs$/,
    arrange: async (linode, account) => {
      const { id } = placeBalancer(account)
      return async () => (await listNodeBalancerConfigs(linode, id, NEVER))[0]?.port === 81
    },
  },
  {
    name: 'delete balancer',
    method: 'DELETE',
    path: /^\/nodebalancers\/\d+$/,
    arrange: async (linode, account) => {
      const { id } = placeBalancer(account)
      return async () => {
        await deleteNodeBalancer(linode, id, NEVER)
        return account.balancers.size === 0
      }
    },
  },
  {
    name: 'list volumes',
    method: 'GET',
    path: /^\/volumes$/,
    arrange: async (linode, account) => {
      placeVolume(account)
      return async () => (await listVolumes(linode, TAGS[1], NEVER)).length === 1
    },
  },
  {
    name: 'delete volume',
    method: 'DELETE',
    path: /^\/volumes\/\d+$/,
    arrange: async (linode, account) => {
      const { id } = placeVolume(account)
      return async () => {
        await deleteVolume(linode, id, NEVER)
        return account.volumes.size === 0
      }
    },
  },
]

/** Deletes all that has the tag, as a sweep does. */
export async function sweep(linode: LinodeConnection): Promise<void> {
  for (const { id } of await listNodeBalancers(linode, TAGS[1], NEVER)) await deleteNodeBalancer(linode, id, NEVER)
  for (const { id } of await listInstances(linode, TAGS[1], NEVER)) await deleteInstance(linode, id, NEVER)
  for (const { id } of await listVolumes(linode, TAGS[1], NEVER)) await deleteVolume(linode, id, NEVER)
  for (const { id } of await listFirewalls(linode, TAGS[1], NEVER)) await deleteFirewall(linode, id, NEVER)
  for (const { id } of await listVpcs(linode, TAGS[1], NEVER)) await deleteVpc(linode, id, NEVER)
}
