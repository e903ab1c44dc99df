import type { Tone } from '@/components/ui/tone'
import type { BoardState } from '@/lib/shared/board-state'
import type { MachineState } from '@/lib/shared/machine-state'

export const MACHINE_TONE = {
  retired: 'idle',
  asks: 'bad',
  'not-started': 'idle',
  unknown: 'idle',
  trust: 'warn',
  changed: 'bad',
  blocked: 'bad',
  advice: 'warn',
  ready: 'ok',
  taken: 'run',
} as const satisfies Record<MachineState, Tone>

export const BOARD_TONE = {
  new: 'idle',
  preparing: 'run',
  'failed-image': 'bad',
  'image-ready': 'warn',
  waiting: 'run',
  'failed-first-boot': 'bad',
  ready: 'ok',
  'failed-check': 'bad',
  'in-use': 'run',
  'failed-in-use': 'bad',
  retired: 'idle',
} as const satisfies Record<BoardState, Tone>
