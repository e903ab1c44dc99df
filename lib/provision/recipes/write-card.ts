import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { ConfirmedDrive } from '@/lib/ports/card-writer'
import { ejectCard } from '../steps/card/eject-card'
import { unpackCard } from '../steps/card/unpack-card'
import { writeCard } from '../steps/card/write-card'

export interface CardToWrite {
  readonly imageId: string
  readonly machineId: string
  /** The board's. */
  readonly name: string
  readonly drive: ConfirmedDrive
  /** When somebody typed what the drive is, ms since 1970. */
  readonly confirmedAt: number
}

/** Writes one card: one lane, which is its board's. */
export function writeCardPlan({ imageId, machineId, name, drive, confirmedAt }: CardToWrite): Plan {
  const lane = { id: imageId, machineId, title: name, subtitle: drive.confirmation }
  const builder = new PlanBuilder('write-card', {
    lanes: [lane],
    stages: ['Unpack', 'Write', 'Eject'],
    onFailure: 'hold',
  })
  const at = (stage: string) => ({ lane: imageId, stage })
  const unpacked = builder.add(`${name}/card.unpack`, unpackCard, { imageId }, at('Unpack'))
  const written = builder.add(
    `${name}/card.write`,
    writeCard,
    { imageId, drive, confirmedAt },
    { ...at('Write'), after: [unpacked] },
  )
  builder.add(`${name}/card.eject`, ejectCard, { imageId, path: drive.path }, { ...at('Eject'), after: [written] })
  return builder.build()
}
