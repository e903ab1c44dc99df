import type { MachineStates } from '../controllers/kubelet-controller'
import type { JoiningMachine } from '../host/practice-cluster'
import { k3sSettings } from '../machines/k3s-settings'
import type { PracticeMachine } from '../machines/practice-machine'

/** The machines of a cluster by the names of their Kubernetes nodes. */
export interface Membership {
  named(node: string): PracticeMachine | undefined
  /** Its k3s runs and belongs to this cluster. */
  isRunning(machine: PracticeMachine): boolean
  /** 1 is the server. */
  numberOf(node: string): number
  /** The machine has one image more. */
  onImage(machine: PracticeMachine): void
}

/** Images that every release brings: its machines have them from the beginning. */
const BROUGHT = /^(docker\.io\/)?rancher\//

/** Each name of an image that pods were started from is kept with its machine. */
const MOST_IMAGES = 200

/** What the controllers of a cluster hear of its machines. */
export function machineStatesOf(members: Membership): MachineStates {
  return {
    answers: (node) => {
      const machine = members.named(node)
      return machine?.isReachable === true && members.isRunning(machine)
    },
    hasImage: (node, image) => BROUGHT.test(image) || members.named(node)?.images.has(image) === true,
    addImage: (node, image) => {
      const machine = members.named(node)
      if (machine === undefined || BROUGHT.test(image) || machine.images.has(image)) return
      machine.images.add(image)
      // As a kubelet clears away old ones when the disk fills.
      for (const old of [...machine.images].slice(0, -MOST_IMAGES)) machine.images.delete(old)
      members.onImage(machine)
    },
    podSubnet: (node) => `10.42.${members.numberOf(node) - 1}`,
    address: (node) => members.named(node)?.clusterAddress ?? '',
    isFull: (node) => members.named(node)?.trouble === 'disk-full',
  }
}

/** A machine as its kubelet registers it. */
export function joiningMachine(machine: PracticeMachine, isServer: boolean): JoiningMachine {
  const { name, clusterAddress: address, architecture } = machine
  return {
    name,
    role: isServer ? 'server' : 'agent',
    address,
    architecture,
    cpus: machine.cloud?.cpus ?? 4,
    memoryGiB: machine.cloud === undefined ? 8 : machine.cloud.memoryMiB / 1_024,
    osImage: machine.packageFormat === 'pacman' ? 'Arch Linux' : 'Debian GNU/Linux 12 (bookworm)',
    ...k3sSettings(machine),
  }
}
