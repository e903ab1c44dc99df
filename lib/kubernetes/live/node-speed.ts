import { SPEED_LABEL } from '@/lib/shared/practice/practice-data'
import type { NodeObject } from '../objects'

/** How much faster than real time a node's cluster runs: practice clusters say so in a label, all others run at 1. */
export function nodeSpeed({ metadata }: NodeObject): number {
  const speed = Number(metadata.labels?.[SPEED_LABEL])
  return Number.isFinite(speed) && speed >= 1 ? speed : 1
}
