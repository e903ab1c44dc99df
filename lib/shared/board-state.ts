import type { ListedMachine } from '@/lib/contracts/machines'
import { machineState } from './machine-state'

/**
 * Where a board is on its way from a box into a cluster; each stage has a failed twin. Derived from what is stored and seen.
 * - `new`: nothing was made for it, or nobody has looked at it yet
 * - `preparing`, `failed-image`: its card's image is built
 * - `image-ready`: its card can be written
 * - `waiting`, `failed-first-boot`: the card was taken, and the board has not started from it
 * - `ready`, `failed-check`: a cluster can have it
 * - `in-use`, `failed-in-use`: it is in a cluster
 */
export type BoardState =
  | 'new'
  | 'preparing'
  | 'failed-image'
  | 'image-ready'
  | 'waiting'
  | 'failed-first-boot'
  | 'ready'
  | 'failed-check'
  | 'in-use'
  | 'failed-in-use'
  | 'retired'

export function boardState(machine: ListedMachine): BoardState {
  const { card } = machine
  const state = machineState(machine)
  if (state === 'retired') return 'retired'
  if (state === 'asks') return 'failed-first-boot'
  if (machine.cluster !== undefined) return machine.cluster.needsPerson ? 'failed-in-use' : 'in-use'
  if (card !== undefined && card.status !== 'removed') return CARD[card.status](card.deliveredAt !== undefined)
  if (state === 'ready' || state === 'advice') return 'ready'
  return state === 'blocked' || state === 'changed' ? 'failed-check' : 'new'
}

const CARD = {
  preparing: () => 'preparing',
  failed: () => 'failed-image',
  ready: (delivered) => (delivered ? 'waiting' : 'image-ready'),
} as const satisfies Record<'preparing' | 'failed' | 'ready', (delivered: boolean) => BoardState>
