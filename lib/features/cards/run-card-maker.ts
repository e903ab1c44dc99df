import { AppError } from '@/lib/core/errors'
import { findProfile } from '@/lib/imaging/profiles/find-profile'
import { buildImagesPlan } from '@/lib/provision/recipes/build-images'
import { startRun } from '../runs/start-run'
import type { BatchToMake, CardMaker } from './card-maker'
import { imageFolder } from './image-folder'

const LOOK_MS = 30_000

/** Makes images by a run of the recipe build-images. What stands in the way is said before anything is written down. */
export const runCardMaker: CardMaker = {
  async start(actor, batch, prepare) {
    if (!batch.practice) await assertPossible(batch)
    const cards = batch.cards.map((card) => ({
      ...card,
      boardTitle: findProfile(card.profileId)?.title ?? card.profileId,
    }))
    const subject = { type: 'image', id: batch.batchId }
    await startRun(actor, { subject, title: batch.title, plan: buildImagesPlan(cards) }, prepare)
  },
}

async function assertPossible({ cards }: BatchToMake): Promise<void> {
  const builder = imageFolder()
  const signal = AbortSignal.timeout(LOOK_MS)
  const kinds = new Map(cards.map(({ profileId, osId }) => [`${profileId} ${osId}`, { profileId, osId }]))
  const all = await Promise.all(
    [...kinds.values()].map(({ profileId, osId }) => builder.obstacles(profileId, osId, signal)),
  )
  const obstacles = all.flat()
  const [first] = obstacles
  if (first === undefined) return
  const sentences = [...new Set(obstacles.map(({ sentence }) => sentence))]
  throw new AppError(first.code, { userMessage: sentences.join(' '), details: { obstacles: sentences } })
}
