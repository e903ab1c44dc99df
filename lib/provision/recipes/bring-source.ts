import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { SourceOrigin } from '@/lib/ports/card-sources'
import { bringSource } from '../steps/source/bring-source'
import { keepSource } from '../steps/source/keep-source'
import { lookAtSource } from '../steps/source/look-at-source'

export interface PlannedSource {
  /** Name of a slot of the shelf. */
  readonly slot: string
  /** What it is, e.g. `Arch Linux ARM`. */
  readonly title: string
  /** Its file, or the boards that it is for. */
  readonly subtitle: string
  readonly origin: SourceOrigin
}

/** Brings a file that cards are made from onto the panel's shelf, judged and read through. */
export function bringSourcePlan({ slot, title, subtitle, origin }: PlannedSource): Plan {
  const lane = 'source'
  const builder = new PlanBuilder('bring-source', {
    lanes: [{ id: lane, title, subtitle }],
    stages: ['Bring', 'Look', 'Keep'],
    onFailure: 'hold',
  })
  const brought = builder.add('source.bring', bringSource, { slot, origin }, { lane, stage: 'Bring' })
  const facts = builder.add('source.look', lookAtSource, { slot, brought }, { lane, stage: 'Look' })
  builder.add('source.keep', keepSource, { slot, brought, facts }, { lane, stage: 'Keep' })
  return builder.build()
}
