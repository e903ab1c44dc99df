import type { Actor } from '@/lib/core/actor'
import { recordAudit } from '@/lib/features/audit'
import { supersedeRestingRun } from '@/lib/features/runs/run-lock'
import { startRun } from '@/lib/features/runs/start-run'
import type { KnownSlot } from '@/lib/imaging/sources/known-slots'
import type { SourceOrigin } from '@/lib/ports/card-sources'
import { bringSourcePlan } from '@/lib/provision/recipes/bring-source'
import { paths } from '@/lib/shared/paths'
import { titleOfSlot } from './title-of-slot'

/**
 * Starts the run that brings a file onto the shelf.
 * @returns the address of its page
 * @throws AppError `subject-busy`, `disk-full`
 */
export async function startBringing(actor: Actor, known: KnownSlot, origin: SourceOrigin): Promise<string> {
  const { name, file, uses } = known
  const title = titleOfSlot(known)
  const subject = { type: 'card-source', id: name }
  const subtitle = file ?? uses.map(({ profile }) => profile.title).join(', ')
  const plan = bringSourcePlan({ slot: name, title, subtitle, origin })
  const { runId } = await startRun(actor, { subject, title: `Bringing ${title}`, plan }, async (transaction) => {
    // Asking again is the answer to a try that waits for a person.
    await supersedeRestingRun(transaction, subject)
    const details = { way: origin.way, from: addressOf(origin) }
    await recordAudit({ actor, action: 'card-source.bring', subject, details }, transaction)
  })
  return paths.runAlone({ runId })
}

function addressOf(origin: SourceOrigin): string | null {
  switch (origin.way) {
    case 'upload':
      return null
    case 'fetch':
      return origin.address
    case 'make':
      return origin.mirror ?? null
  }
}
