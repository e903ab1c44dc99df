import type { CreatedCluster } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { createCluster } from '../clusters/create-cluster'
import { assertMay } from '../policy'
import { findSeat, offeredRequest, seatRefusal } from './class-offer'

/** A student makes the cluster that their class offers. @throws AppError `class-refuses`, and what `createCluster` throws */
export function createOwnCluster(actor: Actor): Promise<CreatedCluster> {
  assertMay(actor, 'class.attend')
  return begin(actor.userId, false)
}

/** The same in the student's name, while the class is prepared or when they come late. */
export const beginClusterOf = (studentId: string): Promise<CreatedCluster> => begin(studentId, true)

async function begin(studentId: string, early: boolean): Promise<CreatedCluster> {
  const seat = await findSeat(db(), studentId)
  const refusal = seatRefusal(seat, Date.now(), early)
  if (refusal !== undefined) throw new AppError('class-refuses', { userMessage: refusal })
  const student: Actor = { userId: studentId, role: 'student' }
  return createCluster(student, offeredRequest(seat), { early })
}
