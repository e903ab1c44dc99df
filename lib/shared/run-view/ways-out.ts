import type { Failure } from '@/lib/core/errors'
import { named } from '@/lib/core/named'
import { appWaysOut } from './app-ways-out'
import { cloudWaysOut } from './cloud-ways-out'
import { clusterWaysOut } from './cluster-ways-out'
import { imageWaysOut } from './image-ways-out'
import { k3sWaysOut } from './k3s-ways-out'
import { machineWaysOut } from './machine-ways-out'
import { sweepWaysOut } from './sweep-ways-out'
import type { WayOut } from './way-out'

/** Every failure that has a known cause. */
const WAYS_OUT: Readonly<Record<string, WayOut>> = {
  ...machineWaysOut,
  ...k3sWaysOut,
  ...clusterWaysOut,
  ...appWaysOut,
  ...sweepWaysOut,
  ...cloudWaysOut,
  ...imageWaysOut,
  'step-timed-out': {
    title: 'This took too long',
    likely: 'The machine or its card is slow, or it hangs.',
    todo: 'Look at the last lines of the log, then retry: finished work is not done twice.',
    byHand: [],
  },
  cancelled: {
    title: 'Stopped by you',
    likely: 'The run was cancelled while this was going on.',
    todo: 'Go on from here, or clean up.',
    byHand: [],
  },
  'unknown-step': {
    title: 'This version does not know the step',
    likely: 'The run was made by another version of the panel.',
    todo: 'Start the newer version again and retry, or clean up and begin anew.',
    byHand: [],
  },
}

/** For what nobody has foreseen. */
export const UNKNOWN: WayOut = {
  title: 'This step failed',
  likely: 'The last lines of the log say more.',
  todo: 'Mend what they name, then retry: finished work is not done twice.',
  byHand: [],
}

export function wayOut(failure: Failure): WayOut {
  return named(WAYS_OUT, failure.code) ?? UNKNOWN
}
