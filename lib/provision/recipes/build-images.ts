import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import { type CarriedK3s, makeCardPackage } from '../steps/image/card-package'
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
  /** The k3s package that its card carries. */
  readonly k3s?: CarriedK3s
}

/** Makes the images of a batch of cards: a lane a board; cards of one kind have one base and one k3s package. */
export function buildImagesPlan(cards: readonly PlannedCard[]): Plan {
  const builder = new PlanBuilder('build-images', {
    lanes: cards.map(({ imageId, machineId, name, boardTitle }) => ({
      id: imageId,
      machineId,
      title: name,
      subtitle: boardTitle,
    })),
    stages: ['Base', ...(cards.some(({ k3s }) => k3s !== undefined) ? ['k3s'] : []), 'Patch', 'Check', 'Pack'],
    onFailure: 'hold',
  })
  const bases = new Map<string, Ref<{ key: string; bytes: number; bootLoader: string }>>()
  const packages = new Map<string, Ref<CarriedK3s>>()
  const packageFor = (k3s: CarriedK3s, lane: string): Ref<CarriedK3s> => {
    const kind = `${k3s.architecture}/${k3s.format}/${k3s.k3sVersion}`
    const made =
      packages.get(kind) ?? builder.add(`${kind}/image.package`, makeCardPackage, k3s, { lane, stage: 'k3s' })
    packages.set(kind, made)
    return made
  }
  for (const { imageId, name, profileId, osId, k3s } of cards) {
    const kind = `${profileId}/${osId}`
    const base =
      bases.get(kind) ??
      builder.add(`${kind}/image.base`, makeImageBase, { profileId, osId }, { lane: imageId, stage: 'Base' })
    bases.set(kind, base)
    const carried = k3s === undefined ? {} : { k3s: packageFor(k3s, imageId) }
    const patched = builder.add(
      `${name}/image.patch`,
      patchCard,
      { imageId, base, ...carried },
      { lane: imageId, stage: 'Patch' },
    )
    const checked = builder.add(
      `${name}/image.check`,
      checkCard,
      { imageId, ...carried },
      { lane: imageId, stage: 'Check', after: [patched] },
    )
    builder.add(`${name}/image.pack`, packCard, { imageId }, { lane: imageId, stage: 'Pack', after: [checked] })
  }
  return builder.build()
}
