import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import { checkCard } from '../steps/image/check-card'
import { makeImageBase } from '../steps/image/make-base'
import { packCard } from '../steps/image/pack-card'
import { patchCard } from '../steps/image/patch-card'

export interface PlannedCard {
  readonly imageId: string
  readonly machineId: string
  readonly name: string
  readonly profileId: string
  readonly osId: string
  /** Of the board, for the row's second line. */
  readonly boardTitle: string
}

/** Makes the images of a batch of cards: a lane a board; cards of one board and system have one base. */
export function buildImagesPlan(cards: readonly PlannedCard[]): Plan {
  const builder = new PlanBuilder('build-images', {
    lanes: cards.map(({ imageId, machineId, name, boardTitle }) => ({
      id: imageId,
      machineId,
      title: name,
      subtitle: boardTitle,
    })),
    stages: ['Base', 'Patch', 'Check', 'Pack'],
    onFailure: 'hold',
  })
  const bases = new Map<string, Ref<{ key: string; bytes: number; bootLoader: string }>>()
  for (const { imageId, name, profileId, osId } of cards) {
    const kind = `${profileId}/${osId}`
    const base =
      bases.get(kind) ??
      builder.add(`${kind}/image.base`, makeImageBase, { profileId, osId }, { lane: imageId, stage: 'Base' })
    bases.set(kind, base)
    const patched = builder.add(`${name}/image.patch`, patchCard, { imageId, base }, { lane: imageId, stage: 'Patch' })
    const checked = builder.add(
      `${name}/image.check`,
      checkCard,
      { imageId },
      { lane: imageId, stage: 'Check', after: [patched] },
    )
    builder.add(`${name}/image.pack`, packCard, { imageId }, { lane: imageId, stage: 'Pack', after: [checked] })
  }
  return builder.build()
}
