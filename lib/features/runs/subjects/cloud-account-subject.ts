import { db } from '@/lib/db/client'
import { changeableCloudAccounts } from '@/lib/features/cloud-accounts/visible-cloud-accounts'
import { subjectLock } from '@/lib/ports/recipe'
import { paths } from '@/lib/shared/paths'
import type { SubjectKind } from '../subject-kind'

/** Accounts at clouds: what runs do in them besides clusters, like deleting what belongs to none. Their owner's only. */
export const cloudAccountSubject: SubjectKind = {
  type: 'cloud-account',
  unknownRecipe: {
    effect: 'changes',
    phases: { running: '', succeeded: '', held: '', unwinding: '', undone: '', stuck: '' },
    lock: subjectLock,
    actions: { see: 'cloud-accounts.read', command: 'cloud-accounts.sweep' },
  },
  // A run's owner is its account's; nobody sees another's account, an admin neither.
  visible: ({ userId }) => ({ ownerId: userId }),
  async find(transaction, actor, id) {
    const where = { id, AND: changeableCloudAccounts(actor) }
    const select = { ownerId: true, name: true, provider: true } as const
    return (await transaction.cloudAccount.findFirst({ where, select })) ?? undefined
  },
  async present(ids) {
    const rows = await db().cloudAccount.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
    return new Map(rows.map(({ id, name }) => [id, { name, href: paths.clouds() }]))
  },
  runHref: ({ id }) => paths.runAlone({ runId: id }),
  // An account has no phase.
  savePhase: async () => undefined,
}
