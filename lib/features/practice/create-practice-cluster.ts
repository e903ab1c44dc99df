import type { z } from 'zod'
import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { CreatedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { type ClusterId, type MachineId, newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { assertNameFree } from '@/lib/features/clusters/create-cluster'

import { isTaken } from '@/lib/features/machines/machine-rows'
import { assertMay } from '@/lib/features/policy'
import { startRun } from '@/lib/features/runs/start-run'
import type { Transaction } from '@/lib/features/runs/subject-kind'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { definition, PracticeRequest } from '@/lib/providers/practice/definition'
import { PRACTICE_RELEASE } from '@/lib/providers/practice/release'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { freeAddresses } from './free-addresses'
import { assertRoom } from './practice-limits'

/**
 * Makes practice machines and a cluster of them, and starts its run, all or nothing. Needs no release and no images:
 * everything is simulated.
 * @throws AppError `cluster-name-taken`, `practice-quota`, `app-unknown`
 */
export async function createPracticeCluster(actor: Actor, request: PracticeRequest): Promise<CreatedCluster> {
  assertMay(actor, 'clusters.create')
  await assertNameFree(actor, request.name)
  for (let attempt = 1; ; attempt++) {
    try {
      return await make(actor, request)
    } catch (error) {
      if (!isTaken(error)) throw error
      await assertMachineNamesFree(actor, request)
      // Somebody who asked at the same time got one of the addresses.
      if (attempt === ATTEMPTS) throw error
    }
  }
}

type Stored = z.infer<typeof definition.stored>

const ATTEMPTS = 3

async function make(actor: Actor, request: PracticeRequest): Promise<CreatedCluster> {
  const { name, speed, apps } = request
  const clusterId = newId<ClusterId>()
  const machines = await machinesFor(request)
  const plan = createClusterPlan({
    clusterName: name,
    contextName: `practice-${name}`,
    ownerId: actor.userId,
    k3sVersion: PRACTICE_RELEASE,
    allowCgroupV1: false,
    machines,
    apps: apps.map((id) => planApp(appById(id), { clusterId })),
  })
  const stored: Stored = {
    name,
    provider: 'practice',
    k3sVersion: PRACTICE_RELEASE,
    machines: machines.map(({ machineId, role }) => ({ machineId, role })),
    apps,
    allowCgroupV1: false,
    speed,
  }
  const { number } = await startRun(
    actor,
    { subject: { type: 'cluster', id: clusterId }, title: `Creating ${name}`, plan },
    (transaction) => write(transaction, actor, clusterId, stored, machines),
  )
  return { clusterId, runNumber: number }
}

interface NewMachine extends PlannedMachine {
  readonly address: string
}

/** `<cluster>-1`, `<cluster>-2-fails-at-join` …: the first is the server. */
async function machinesFor({ name, machines, troubles }: PracticeRequest): Promise<readonly NewMachine[]> {
  const addresses = await freeAddresses(machines)
  return addresses.map((address, index) => {
    const trouble = troubles.find(({ machine }) => machine === index + 1)?.trouble
    return {
      machineId: newId<MachineId>(),
      name: `${name}-${index + 1}${trouble === undefined ? '' : `-${trouble}`}`,
      role: index === 0 ? 'server' : 'agent',
      address,
    }
  })
}

/** Practice machines are named after their cluster; a board of the same person may have such a name already. */
async function assertMachineNamesFree(actor: Actor, { name }: PracticeRequest): Promise<void> {
  const board = await db().machine.findFirst({
    where: { ownerId: actor.userId, name: { startsWith: `${name}-` } },
    select: { name: true },
  })
  if (board === null) return
  throw new AppError('cluster-name-taken', {
    userMessage: `You have a machine named ${board.name}, and machines of this cluster would be named like it. Choose another name.`,
    details: { fields: [{ field: 'name', problem: `You have a machine named ${board.name}.` }] },
  })
}

async function write(
  transaction: Transaction,
  actor: Actor,
  clusterId: ClusterId,
  definition: Stored,
  machines: readonly NewMachine[],
): Promise<void> {
  const { name, provider, speed } = definition
  await assertRoom(transaction, actor.userId)
  await transaction.cluster.create({
    data: { id: clusterId, ownerId: actor.userId, provider, name, definition, phase: 'creating' },
    select: { id: true },
  })
  await transaction.machine.createMany({
    data: machines.map(({ machineId, name, role, address }, position) => ({
      id: machineId,
      ownerId: actor.userId,
      provider,
      name,
      address,
      loginUser: 'root',
      position,
      clusterId,
      clusterRole: role,
    })),
  })
  await transaction.practiceCluster.create({
    data: {
      clusterId,
      speed,
      machines: {
        create: machines.map(({ machineId, name, address }, index) => ({
          id: machineId,
          number: index + 1,
          name,
          address,
        })),
      },
    },
    select: { clusterId: true },
  })
}
