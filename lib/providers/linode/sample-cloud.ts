import type { LinodeConnection } from '@/lib/linode/connection'
import { MemoryRateLimits } from '@/lib/linode/memory-rate-limits'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { askPracticeCloud } from '../practice/cloud/ask-practice-cloud'
import type { CloudAccount, CloudUser } from '../practice/cloud/cloud-account'
import { NO_HOOKS } from '../practice/cloud/cloud-hooks'
import { PracticeCloud } from '../practice/cloud/practice-cloud'
import type { SampleOwn, SampleWorld } from '../provider-samples'
import { MemoryPort } from './memory-port'

const CONTROLLER = 'docker.io/linode/linode-cloud-controller-manager:v0.9.8'
const BALANCED = '198.18.250'

export interface SampleCloud extends SampleOwn {
  readonly cloud: PracticeCloud
  readonly account: CloudAccount
  readonly port: MemoryPort
  readonly connection: LinodeConnection
  /** Of the one that pays for a cluster. */
  accountOf(clusterId: string): CloudAccount
}

export interface SampleCloudOptions {
  readonly user?: CloudUser
  /** Whose account pays for a cluster, where that is somebody else's: by the cluster's id. */
  readonly others?: ReadonlyMap<string, CloudUser>
  /** Stands between the connection and the cloud, e.g. to break something. */
  readonly send?: (cloud: PracticeCloud) => NonNullable<LinodeConnection['send']>
  readonly deadline?: LinodeConnection['deadline']
}

/** A practice cloud that makes the machines of a test's world, and the port of Linode's steps over it. */
export function sampleCloud(world: SampleWorld, options: SampleCloudOptions = {}): SampleCloud {
  const {
    user = { username: 'sample' },
    others = new Map<string, CloudUser>(),
    send = askPracticeCloud,
    deadline = () => new AbortController().signal,
  } = options
  const { clock } = world
  const machineOf = (label: string) => world.machines.find(({ name }) => label.startsWith(`${name}-`))
  const cloud: PracticeCloud = new PracticeCloud({
    clock,
    hooks: {
      ...NO_HOOKS,
      publicAddress: (number, label) => machineOf(label)?.address ?? `${BALANCED}.${number % 250}`,
      async boot({ label }) {
        const machine = machineOf(label)
        if (machine !== undefined) world.make(machine.machineId)
      },
      remove({ label }) {
        const machine = machineOf(label)
        if (machine !== undefined) world.end(machine.machineId)
      },
    },
  })
  const limits = new MemoryRateLimits(clock)
  const open = ({ username, ...rest }: CloudUser) => {
    const token = `token-of-${username}`
    const account = cloud.openAccount({ username, ...rest }, token)
    const connection: LinodeConnection = {
      account: { name: username, token, user: username },
      origin: 'http://practice.invalid',
      reach: 'panel',
      send: send(cloud),
      limits,
      clock,
      random: () => 0.5,
      deadline,
    }
    return { account, connection }
  }
  const { account, connection } = open(user)
  const opened = new Map([...others].map(([clusterId, other]) => [clusterId, open(other)]))
  const port = new MemoryPort({
    connect: (clusterId) => opened.get(clusterId)?.connection ?? connection,
    region: 'de-fra-2',
    controller: { image: CONTROLLER, comes: 'side-load' },
    onMachine: (machineId, { address }) => {
      if (address !== undefined) world.address(machineId)
    },
  })
  return {
    cloud,
    account,
    port,
    connection,
    accountOf: (clusterId) => opened.get(clusterId)?.account ?? account,
    makesMachines: true,
    balancers: balancersIn(account, () => clock.now()),
    snapshot: () => ({
      left: leftIn(account),
      reached: port.reached,
      open: port.open,
      aboveLimit: account.windows.refused,
    }),
  }
}

/** What a cloud controller does in the cluster `c1`, as far as a test sees it. */
function balancersIn(account: CloudAccount, now: () => number): NonNullable<SampleOwn['balancers']> {
  const byService = new Map<string, number>()
  let made = 0
  return {
    open(service, ports) {
      const known = account.balancers.get(byService.get(service) ?? 0)
      if (known !== undefined) return known.ipv4
      made += 1
      const id = 500_000 + made
      byService.set(service, id)
      const ipv4 = `${BALANCED}.${[...byService.keys()].indexOf(service) + 1}`
      const configs = ports.map((port) => ({ id: id + 1_000, port, settings: {}, nodes: [] }))
      const fixed = { region: 'de-fra-2', type: 'common', throttle: 0, createdAt: now(), updatedAt: now() }
      account.balancers.set(id, { ...fixed, id, label: `bc-c1-${made}`, ipv4, tags: [clusterTag('c1')], configs })
      return ipv4
    },
    close(service) {
      account.balancers.delete(byService.get(service) ?? 0)
      byService.delete(service)
    },
    has: (address) => [...account.balancers.values()].some(({ ipv4 }) => ipv4 === address),
  }
}

/** All that stays in an account, by kind and label. */
export const leftIn = (account: CloudAccount): readonly string[] =>
  [account.instances, account.firewalls, account.vpcs, account.balancers, account.volumes].flatMap((things) =>
    [...things.values()].map(({ label }) => label.replace(/\d+$/, '')),
  )
