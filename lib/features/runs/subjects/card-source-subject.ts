import { titleOfSlot } from '@/lib/features/card-sources/title-of-slot'
import { findSlot } from '@/lib/imaging/sources/known-slots'
import { subjectLock } from '@/lib/ports/recipe'
import { PICKED } from '@/lib/providers/find-definition'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Files that cards are made from, by the names of their slots. They are the panel's: whoever may bring them sees all runs. */
export const cardSourceSubject: SubjectKind = {
  type: 'card-source',
  unknownRecipe: {
    effect: 'makes',
    phases: {
      running: 'coming',
      succeeded: 'here',
      held: 'failed',
      unwinding: 'coming',
      undone: 'failed',
      stuck: 'failed',
    },
    lock: subjectLock,
    actions: { see: 'card-sources.manage', command: 'card-sources.manage' },
  },
  visible: () => ({}),
  async find(_transaction, actor, id) {
    const known = findSlot(id)
    return known === undefined
      ? undefined
      : { ownerId: actor.userId, name: titleOfSlot(known), provider: PICKED[0] ?? '' }
  },
  async present(ids) {
    return new Map(
      ids.flatMap((id) => {
        const known = findSlot(id)
        return known === undefined ? [] : [[id, { name: titleOfSlot(known), href: paths.cardSystems() }] as const]
      }),
    )
  },
  runHref: ({ id }) => paths.runAlone({ runId: id }),
  async savePhase() {
    // What is on the shelf says it.
  },
}
