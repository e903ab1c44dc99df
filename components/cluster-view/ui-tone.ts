import type { Tone as UiTone } from '@/components/ui/tone'
import type { Tone } from '@/lib/contracts/live-rows'

/** How a state of the live view looks on the screen. */
export const UI_TONE = {
  good: 'ok',
  busy: 'run',
  warning: 'warn',
  bad: 'bad',
  quiet: 'idle',
} satisfies Record<Tone, UiTone>
