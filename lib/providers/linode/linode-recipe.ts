import type { Ref } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ClusterExtension, MadeMachines } from '@/lib/provision/recipes/cluster-extension'
import { CLUSTER_LANE } from '@/lib/provision/recipes/cluster-lanes'
import type { DeletionExtension } from '@/lib/provision/recipes/deletion-extension'
import { shareMachine } from '@/lib/provision/recipes/parts/share-machine'
import type { KnownCluster, RecipeParts } from '../provider'
import type { LinodeStored } from './linode-request'
import { awaitRunning } from './steps/await-running'
import { bringController } from './steps/bring-controller'
import { createFirewall } from './steps/create-firewall'
import { createMachine } from './steps/create-machine'
import { createNetwork, type MadeNetwork } from './steps/create-network'
import { decide } from './steps/decide'
import { deleteFirewall, deleteMachine, deleteNetwork, deleteVolumes } from './steps/delete-things'
import { deployController } from './steps/deploy-controller'
import { endBalancers } from './steps/end-balancers'
import { forgetKeys, makeKeys } from './steps/make-keys'
import { narrowFirewall } from './steps/narrow-firewall'
import { noteBalancers } from './steps/note-balancers'
import { sweep } from './steps/sweep'

/** What is done at Linode besides, when a cluster is made and when it is deleted: for every provider of its kind. */
export const linodeRecipe = ({ definition }: Pick<KnownCluster<LinodeStored>, 'definition'>): RecipeParts => ({
  creation: creationOf(definition),
  deletion,
  // Each Service of type LoadBalancer has a NodeBalancer with an address of its own.
  appsAnswer: 'at-balancer',
})

const CREATION = ['Decide', 'Network', 'Create', 'Boot', 'Firewall']

/** Machines of two names of one person may be the same to Linode's labels: each is looked up by its own. */
function creationOf({ region, image, serverType, workerType, allowedFrom, traefik }: LinodeStored): ClusterExtension {
  const [decideStage = '', network = '', create = '', boot = '', firewallStage = ''] = CREATION
  const types = { server: serverType, agent: workerType }
  // The controller is told of the network that the prelude has made.
  let networkMade: Ref<MadeNetwork> | undefined
  return {
    prelude: {
      stages: CREATION,
      add({ builder, machines, claimed, ownerId }): MadeMachines {
        const lane = CLUSTER_LANE
        const all = machines.map((machine) => shareMachine(builder, machine))
        const [first] = all
        if (first === undefined) throw new Error('a cluster has a server')
        const decided = builder.add(
          'cluster/linode.decide',
          decide,
          { machines: all },
          { lane, stage: decideStage, after: claimed },
        )
        const keys = builder.add(
          'cluster/linode.make-keys',
          makeKeys,
          { machines: all, ownerId },
          { lane, stage: decideStage, after: [decided] },
        )
        const firewall = builder.add(
          'cluster/linode.create-firewall',
          createFirewall,
          { decided },
          { lane, stage: network },
        )
        networkMade = builder.add(
          'cluster/linode.create-network',
          createNetwork,
          { decided, region },
          { lane, stage: network },
        )
        const net = networkMade
        const made = machines.map((machine) => {
          const at = { lane: machine.machineId, stage: create }
          const { role, name } = machine
          const shared = shareMachine(builder, machine)
          const input = {
            machine: shared,
            role,
            decided,
            keys,
            firewall,
            network: net,
            region,
            image,
            type: types[role],
          }
          const created = builder.add(`${name}/linode.create-machine`, createMachine, input, at)
          const running = builder.add(
            `${name}/linode.await-running`,
            awaitRunning,
            { machine: shared, made: created, network: net },
            { lane: machine.machineId, stage: boot },
          )
          return { machineId: machine.machineId, created, running }
        })
        const narrowed = builder.add(
          'cluster/linode.narrow-firewall',
          narrowFirewall,
          { machine: first, firewall, network: net, allowedFrom, running: made.map(({ running }) => running) },
          { lane, stage: firewallStage },
        )
        const find = ({ machineId }: PlannedMachine) => {
          const found = made.find((one) => one.machineId === machineId)
          if (found === undefined) throw new Error(`no machine ${machineId} is made`)
          return found
        }
        return { after: (machine) => [find(machine).running, narrowed], cloud: (machine) => find(machine).created }
      },
    },
    afterReady: {
      stages: ['Cloud'],
      add({ builder, machines: [server], access, ready }) {
        if (server === undefined || networkMade === undefined) throw new Error('the prelude comes first')
        const place = { lane: CLUSTER_LANE, stage: 'Cloud' }
        const brought = builder.add(
          'cluster/linode.bring-controller',
          bringController,
          { server: shareMachine(builder, server) },
          { ...place, after: ready },
        )
        const input = { access, brought, network: networkMade }
        return [builder.add('cluster/linode.deploy-controller', deployController, input, place)]
      },
    },
    closing: {
      stages: ['Costs'],
      add({ builder, access, after }) {
        const place = { lane: CLUSTER_LANE, stage: 'Costs', after }
        builder.add('cluster/linode.note-balancers', noteBalancers, { access, traefik }, place)
      },
    },
  }
}

/** Load balancers while the cluster lives, then machines, then what nothing is attached to any more; then the proof. */
const deletion: DeletionExtension = {
  ends: {
    stages: ['Balancers', 'Machines', 'Leftovers', 'Sweep'],
    add({ builder, machines }) {
      const lane = CLUSTER_LANE
      const ended = builder.add('cluster/linode.end-balancers', endBalancers, {}, { lane, stage: 'Balancers' })
      const gone = machines.map((machine) =>
        builder.add(
          `${machine.name}/linode.delete-machine`,
          deleteMachine,
          { machine: shareMachine(builder, machine) },
          { lane: machine.machineId, stage: 'Machines', after: [ended] },
        ),
      )
      const rest = [deleteVolumes, deleteFirewall, deleteNetwork].map((step) =>
        builder.add(`cluster/${step.name}`, step, {}, { lane, stage: 'Leftovers', after: gone }),
      )
      const verified = builder.add('cluster/linode.sweep', sweep, {}, { lane, stage: 'Sweep', after: rest })
      return [{ name: 'Linode', verified }]
    },
  },
  beforeRelease: {
    stages: ['Keys'],
    add({ builder, receipt }) {
      const forgotten = builder.add(
        'cluster/linode.forget-keys',
        forgetKeys,
        {},
        { lane: CLUSTER_LANE, stage: 'Keys', after: [receipt] },
      )
      return () => [forgotten]
    },
  },
}
