import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { JudgedMachine, JudgedMachines, PreflightMachines } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import type { Purpose } from '@/lib/provision/preflight/inspection'
import { purposeOf } from '@/lib/provision/preflight/purpose-of'
import { type Finding, worstLevel } from '@/lib/shared/finding'
import { assertMay } from '../policy'
import { assertOwnMachine } from './assert-own-machine'
import { visitMachine } from './check-machine'
import { type MachineRow, machineRows } from './machine-rows'
import { judge, lastVisit, presentMachine } from './present'
import { whyNotFree } from './why-not-free'

/**
 * Visits machines side by side and judges each for its role, and all against each other. Changes nothing on them.
 * @throws AppError `not-found`, `machine-not-yours`, `app-unknown`, `too-many-requests`
 */
export async function preflightMachines(actor: Actor, input: PreflightMachines): Promise<JudgedMachines> {
  assertMay(actor, 'machines.manage')
  const ids = input.machines.map(({ machineId }) => machineId)
  const before = await chosenRows(actor, ids)
  for (const row of before) assertOwnMachine(actor, row)
  const due = before.filter(
    (row) => row.cluster === null && row.address !== null && (input.visit || lastVisit(row) === undefined),
  )
  await Promise.all(due.map((row) => visitMachine(actor, row)))
  const rows = await chosenRows(actor, ids)
  const { traefik } = input
  // Only their ports matter here, and those are the same on every cluster.
  const purpose = purposeOf(
    input,
    input.apps.map((id) => planApp(appById(id), { clusterId: '', traefik })),
  )
  const machines = input.machines.map(({ machineId, role }) => {
    const row = rows.find((one) => one.id === machineId)
    if (row === undefined) throw notFound('machine')
    return judgeForRole(actor, row, rows, { role, ...purpose })
  })
  return { ready: machines.every((machine) => machine.level !== 'blocker'), machines }
}

async function chosenRows(actor: Actor, ids: readonly string[]): Promise<readonly MachineRow[]> {
  const rows = await machineRows(actor, ids)
  if (rows.length < new Set(ids).size) throw notFound('machine')
  return rows
}

function judgeForRole(actor: Actor, row: MachineRow, rows: readonly MachineRow[], purpose: Purpose): JudgedMachine {
  const { address, retiredAt, firstBoot } = row
  const why = whyNotFree({ address, retiredAt, asks: firstBoot !== null })
  const findings =
    row.cluster !== null
      ? [inUse(row.name, row.cluster.name)]
      : why === undefined
        ? (judge(row, rows, purpose) ?? [])
        : [notFree(row.name, why)]
  const { summary, offeredFingerprint, hostKeyFingerprint } = presentMachine(actor, row, rows)
  return {
    machineId: row.id,
    name: row.name,
    role: purpose.role,
    level: worstLevel(findings),
    summary,
    findings,
    offeredFingerprint,
    hostKeyFingerprint,
  }
}

const notFree = (machine: string, why: string): Finding => ({
  id: 'in-use',
  title: 'Free',
  level: 'blocker',
  sentence: `${machine} cannot be used yet.`,
  wayOut: why,
})

const inUse = (machine: string, cluster: string): Finding => ({
  id: 'in-use',
  title: 'Free',
  level: 'blocker',
  sentence: `${machine} is in the cluster ${cluster}.`,
  wayOut: 'Choose another machine, or delete that cluster first.',
})
