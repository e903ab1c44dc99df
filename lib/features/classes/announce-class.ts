import { busTopics } from '@/lib/events/bus-topics'
import type { Transaction } from '../runs/subject-kind'

/** Tells those who look at a class, teachers and students, that something about it is new, once the transaction is done. */
export async function announceClass(transaction: Transaction, classId: string): Promise<void> {
  await transaction.$queryRaw`select pg_notify(${busTopics.classes}, ${classId})::text`
}
