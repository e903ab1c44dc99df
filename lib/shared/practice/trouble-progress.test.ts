import { describe, expect, it } from 'vitest'
import type { NodeRow, PodRow } from '@/lib/contracts/live-rows'
import type { PracticeMachineState } from '@/lib/contracts/practice'
import { nodeRow, podRow } from '@/lib/testing/live-rows'
import { troubleProgress } from './trouble-progress'

const node = (more: Partial<NodeRow> = {}) => nodeRow('crate-2', more)
const pod = (more: Partial<PodRow> = {}) => podRow('go-echo-x', { node: 'crate-2', ...more })
const machine = (more: Partial<PracticeMachineState> = {}): PracticeMachineState => ({
  machineId: 'm2',
  name: 'crate-2',
  role: 'agent',
  trouble: 'cut-off',
  since: 1_000,
  ...more,
})

describe('a machine that is cut off, at five times the speed', () => {
  const seen = { machine: machine(), speed: 5 as const, node: node(), pods: [pod()], now: 4_000 }

  it('counts down to the moment when Kubernetes gives up on it', () => {
    expect(troubleProgress(seen)).toEqual({ kind: 'unnoticed', inMs: 7_000 })
    expect(troubleProgress({ ...seen, now: 60_000 })).toEqual({ kind: 'unnoticed', inMs: 0 })
    expect(troubleProgress({ ...seen, now: 0 })).toEqual({ kind: 'unnoticed', inMs: 10_000 })
  })

  it('then counts down to the move of its pods, the ones that every machine has left out', () => {
    const silent = node({ ready: false, silentSince: 1_000, since: 11_000 })
    const pods = [
      pod({ lost: true }),
      pod({ owner: { kind: 'DaemonSet', name: 'svclb' } }),
      pod({ node: 'crate-3' }),
      pod({ system: true }),
    ]
    expect(troubleProgress({ ...seen, node: silent, pods, now: 12_000 })).toEqual({
      kind: 'moving',
      pods: 1,
      inMs: 3_000,
    })
    expect(troubleProgress({ ...seen, node: silent, pods: [pod({ lost: true, replaced: true })] })).toEqual({
      kind: 'moved',
    })
  })
})

it('says of a server only that the API is silent, and of other troubles that they show', () => {
  const seen = { speed: 1 as const, node: undefined, pods: [], now: 2_000 }
  expect(troubleProgress({ ...seen, machine: machine({ role: 'server', trouble: 'broken' }) })?.kind).toBe('api-silent')
  expect(troubleProgress({ ...seen, machine: machine({ trouble: 'slow' }) })?.kind).toBe('shows')
  expect(troubleProgress({ ...seen, machine: machine({ trouble: 'none', since: undefined }) })).toBeUndefined()
})
