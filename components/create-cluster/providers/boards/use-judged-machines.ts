'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ListedMachine } from '@/lib/contracts/machines'
import { callApi } from '@/lib/shared/call-api'
import { type BoardsDraft, oddSettings } from './boards-draft'

/**
 * The machines, the chosen ones judged for this very cluster: their role, the k3s version, each other. Judges what the
 * latest visits saw; nobody is visited by it.
 */
export function useJudgedMachines(
  draft: BoardsDraft | undefined,
  k3sVersion: string | undefined,
  machines: readonly ListedMachine[],
): readonly ListedMachine[] {
  const seen = machines.filter((machine) => machine.checkedAt !== undefined)
  const chosen = draft?.machines.filter((one) => seen.some((machine) => machine.id === one.machineId)) ?? []
  // It is not asked before there is a version.
  const body = {
    machines: chosen,
    k3sVersion: k3sVersion ?? '',
    allowCgroupV1: draft?.allowCgroupV1 ?? false,
    traefik: draft?.traefik ?? false,
    apps: [...(draft?.apps ?? [])],
    ...(draft === undefined ? {} : oddSettings(draft)),
    visit: false,
  }
  const judged = useQuery({
    // A new visit is something new to judge.
    queryKey: ['judged-machines', body, seen.map((machine) => [machine.id, machine.checkedAt])],
    queryFn: ({ signal }) => callApi('POST /api/machines/preflight', { body, signal }),
    enabled: chosen.length > 0 && k3sVersion !== undefined,
    placeholderData: keepPreviousData,
  }).data
  if (judged === undefined) return machines
  const findings = new Map(judged.machines.map((machine) => [machine.machineId, machine.findings]))
  return machines.map((machine) => {
    const found = chosen.some((one) => one.machineId === machine.id) ? findings.get(machine.id) : undefined
    return found === undefined ? machine : { ...machine, findings: found }
  })
}
