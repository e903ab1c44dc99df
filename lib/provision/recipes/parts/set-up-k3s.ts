import type { PlanBuilder, Ref } from '@/lib/engine/plan'
import { prepareHost } from '../../steps/host/prepare'
import { type DeliveredPackage, deliverImages, deliverPackage } from '../../steps/k3s/deliver'
import { installK3s } from '../../steps/k3s/install'
import type { CheckedMachine } from './check-machine'
import { shareMachine } from './share-machine'

/** A machine with k3s on it that does not run yet. */
export interface SetUpMachine extends CheckedMachine {
  readonly package: Ref<DeliveredPackage>
  /** What was brought to the machine. */
  readonly delivered: readonly Ref<unknown>[]
  /** Everything that k3s's start waits for. */
  readonly ready: readonly Ref<unknown>[]
}

export interface SetUpOptions {
  readonly k3sVersion: string
  /** The comparing of all machines: nothing is changed before. */
  readonly compared: Ref<unknown>
  /** What has to be over before anything is sent to this machine. */
  readonly before?: readonly Ref<unknown>[]
}

/** Prepares a machine, brings k3s and its images to it, and installs it. Stages: Prepare, Package, Install. */
export function setUpK3s(builder: PlanBuilder, checked: CheckedMachine, options: SetUpOptions): SetUpMachine {
  const { seen } = checked
  const { k3sVersion, compared, before = [] } = options
  const { name, machineId: lane } = checked.machine
  const machine = shareMachine(builder, checked.machine)
  const prepared = builder.add(
    `${name}/host.prepare`,
    prepareHost,
    { machine, seen },
    { lane, stage: 'Prepare', after: [compared] },
  )
  const packaging = { lane, stage: 'Package', after: [prepared, ...before] }
  const delivered = builder.add(`${name}/k3s.package`, deliverPackage, { machine, seen, k3sVersion }, packaging)
  const images = builder.add(`${name}/k3s.images`, deliverImages, { machine, seen, k3sVersion }, packaging)
  const installed = builder.add(`${name}/k3s.install`, installK3s, { machine, delivered }, { lane, stage: 'Install' })
  return { ...checked, package: delivered, delivered: [delivered, images], ready: [installed, images] }
}
