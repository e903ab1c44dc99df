import { z } from 'zod'
import { FirstBootQuestion } from '@/lib/contracts/board-fields'
import { FirstBootReport } from '@/lib/contracts/first-boot'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { formatHostKey, parseHostKey } from '@/lib/remote/host-key'
import { recordAudit } from '../audit'
import { assertOwnMachine } from '../machines/assert-own-machine'
import { isTaken, machineRow } from '../machines/machine-rows'
import { findMachine } from '../machines/queries'
import { changeableMachines } from '../machines/visible-machines'
import { assertMay } from '../policy'
import { announceBoards } from './announce-boards'
import { settle } from './register-board'

const Asked = FirstBootQuestion.extend({ imageId: z.string(), report: FirstBootReport })

/**
 * Accepts a board whose first boot did not fit, with the host key that it showed; or refuses it, and its card's own board may
 * still come.
 * @throws AppError `no-first-boot-asked`, `machine-exists` when its address is another machine's, `machine-not-yours`, `not-found`
 */
export async function decideFirstBoot(actor: Actor, machineId: string, accept: boolean): Promise<ListedMachine> {
  assertMay(actor, 'machines.manage')
  const row = await machineRow(changeableMachines(actor), machineId)
  assertOwnMachine(actor, row)
  const asked = Asked.safeParse(row.firstBoot)
  if (!asked.success) throw nothingAsked(row.name)
  const { imageId, report, address } = asked.data
  const shown = parseHostKey(report.hostKey)
  try {
    await db().$transaction(async (transaction) => {
      if (accept) {
        if (address === undefined || shown === undefined) throw unreachable(row.name)
        const hostKey = formatHostKey(shown)
        await settle(transaction, { imageId, machineId, hostKey, report, address, at: new Date() })
      } else {
        await transaction.machine.update({ where: { id: machineId }, data: { firstBoot: Prisma.DbNull } })
        await transaction.firstBootToken.updateMany({ where: { imageId }, data: { usedAt: null, usedBy: null } })
      }
      const details = { model: report.model, address: address ?? null }
      const action = accept ? 'machine.first-boot-accept' : 'machine.first-boot-refuse'
      await recordAudit({ actor, action, subject: { type: 'machine', id: machineId }, details }, transaction)
      await announceBoards(transaction, row.ownerId)
    })
  } catch (error) {
    if (!isTaken(error)) throw error
    throw new AppError('machine-exists', {
      userMessage: `Another of your machines has the address ${address ?? ''}. Change or remove that one first, then accept ${row.name}.`,
      details: { field: 'address' },
    })
  }
  return findMachine(actor, machineId)
}

const nothingAsked = (name: string): AppError =>
  new AppError('no-first-boot-asked', {
    userMessage: `Nothing about the first boot of ${name} waits for an answer. It was answered already, perhaps in another tab.`,
  })

const unreachable = (name: string): AppError =>
  new AppError('bad-input', {
    userMessage: `${name} named no address or no host key, so it cannot be reached. Refuse it, and start the board again.`,
    details: { field: 'accept' },
  })
