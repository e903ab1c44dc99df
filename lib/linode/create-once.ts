import { AppError } from '@/lib/core/errors'
import { askOnce, backOff, type Call } from './ask'
import type { LinodeConnection } from './connection'
import { linodeFault, mayHaveEffect, passes } from './faults'

export interface CreateCall<Thing> extends Call<Thing> {
  /** Unique in the account, decided and written down before. */
  readonly label: string
  /** All things of this label that are there now, whoever made them. */
  readonly find: () => Promise<readonly Thing[]>
  /** Whether a thing of this label is the one that is being made, by its tags. */
  readonly isOurs: (thing: Thing) => boolean
}

export interface Created<Thing> {
  readonly thing: Thing
  /** It was there already: an earlier call made it, of which nobody heard. */
  readonly adopted: boolean
}

const ATTEMPTS = 6

/**
 * Creates something once, though Linode knows no idempotency key: labels are unique in an account, so that a second create
 * of the same label is refused, however late the first one has its effect. After each outcome that is not known, and each
 * refusal of the label, it is looked for by label; what has our tags is adopted, what has not is somebody else's.
 * @throws AppError of `faults.ts`; `linode-label-taken` for somebody else's; the signal's reason
 */
export async function createOnce<Thing>(linode: LinodeConnection, call: CreateCall<Thing>): Promise<Created<Thing>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { thing: (await askOnce(linode, call)).answer, adopted: false }
    } catch (error) {
      call.signal.throwIfAborted()
      const isTaken = error instanceof AppError && error.code === 'linode-label-taken'
      if (isTaken || mayHaveEffect(error)) {
        const found = await adopt(linode, call)
        if (found !== undefined) return { thing: found, adopted: true }
      }
      // A label that is taken by nothing that can be seen: what was made a moment ago, or what is being deleted.
      if (attempt === ATTEMPTS || !(isTaken || passes(error))) throw error
      await backOff(linode, attempt, call.signal)
    }
  }
}

async function adopt<Thing>(linode: LinodeConnection, call: CreateCall<Thing>): Promise<Thing | undefined> {
  const found = await call.find()
  const ours = found.find(call.isOurs)
  if (ours !== undefined || found.length === 0) return ours
  throw linodeFault('linode-label-taken', linode.account.name, { details: { label: call.label } })
}
