import { z } from 'zod'
import { db } from '@/lib/db/client'
import { unseal } from '@/lib/vault/seal'
import type { StoredObject } from '../kube-api/kube-object'
import { MachineState } from '../machines/practice-machine'
import { BROKEN_WORDS, holdsTooMuch, markBroken } from './broken-clusters'

/** A practice cluster as the database keeps it. */
export interface KeptCluster {
  readonly clusterId: string
  readonly ownerId: string
  /** Why it is not run any more: then it has machines, but nothing of what was in it. */
  readonly broken: string | undefined
  readonly speed: number
  /** Its machines are made in the cloud of its owner. */
  readonly cloud: boolean
  readonly version: number
  readonly machines: readonly KeptMachine[]
  readonly objects: readonly StoredObject[]
  /** By the uid of the pod. */
  readonly logs: ReadonlyMap<string, string>
}

export interface KeptMachine {
  readonly machineId: string
  /** 1 is the server. */
  readonly number: number
  readonly name: string
  readonly address: string
  /** Undefined: as it was made. */
  readonly state: MachineState | undefined
  /** Ports of services → real ports. */
  readonly doors: Readonly<Record<string, number>>
}

const Doors = z.record(z.string(), z.number())
// What the store wrote; anything else would not be restored.
const Stored = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})

/** Undefined for a cluster that is no practice cluster, or none any more. */
export async function loadCluster(key: Buffer, clusterId: string): Promise<KeptCluster | undefined> {
  const row = await db().practiceCluster.findUnique({
    where: { clusterId },
    include: { machines: { orderBy: { number: 'asc' } }, cluster: { select: { ownerId: true } } },
  })
  if (row === null) return undefined
  const tooMuch = row.brokenAt === null && (await holdsTooMuch(clusterId))
  if (tooMuch) await markBroken(clusterId, BROKEN_WORDS.tooMuch)
  const broken = tooMuch ? BROKEN_WORDS.tooMuch : row.brokenAt === null ? undefined : (row.brokenWhy ?? '')
  const objects = broken === undefined ? await db().practiceObject.findMany({ where: { clusterId } }) : []
  return {
    clusterId,
    ownerId: row.cluster.ownerId,
    broken,
    speed: row.speed,
    cloud: row.cloud,
    version: row.version,
    machines: row.machines.map(({ id, number, name, address, state, doors }) => ({
      machineId: id,
      number,
      name,
      address,
      state: openState(key, id, state),
      doors: Doors.parse(doors),
    })),
    objects: objects
      .filter(({ key: name }) => !name.startsWith(LOG))
      .map(({ key: name, body }) => openObject(key, clusterId, name, body)),
    logs: new Map(
      objects
        .filter(({ key: name }) => name.startsWith(LOG))
        .map(({ key: name, body }) => [name.slice(LOG.length), body]),
    ),
  }
}

export async function listKeptClusters(): Promise<readonly string[]> {
  const rows = await db().practiceCluster.findMany({ select: { clusterId: true }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ clusterId }) => clusterId)
}

/** What a sealed text of the practice world belongs to. */
export const stateBoundTo = (machineId: string): string => `practice/machine/${machineId}`
export const objectBoundTo = (clusterId: string, name: string): string => `practice/object/${clusterId}/${name}`
/** Keys of logs of pods, beside those of objects; they end in the pod's uid. */
export const LOG = 'log/'
/** Only Kubernetes' secrets are sealed: all else would cost without hiding anything. */
export const isSealed = (body: string): boolean => body.startsWith('v1.')

function openState(key: Buffer, machineId: string, sealed: string | null): MachineState | undefined {
  if (sealed === null) return undefined
  const plain = unseal(key, sealed, stateBoundTo(machineId))
  if (plain === undefined) throw new Error(`the state of practice machine ${machineId} does not open with this key`)
  return MachineState.parse(JSON.parse(plain))
}

function openObject(key: Buffer, clusterId: string, name: string, body: string): StoredObject {
  const plain = isSealed(body) ? unseal(key, body, objectBoundTo(clusterId, name)) : body
  if (plain === undefined) throw new Error(`the object ${name} of ${clusterId} does not open with this key`)
  return Stored.parse(JSON.parse(plain)) as StoredObject // checked as far as the store relies on it
}
