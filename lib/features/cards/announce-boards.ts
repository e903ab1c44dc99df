import { busTopics } from '@/lib/events/bus-topics'
import type { Transaction } from '../runs/subject-kind'

/** Tells those who look at a person's boards and cards that something about them is new, once the transaction is done. */
export async function announceBoards(transaction: Transaction, ownerId: string): Promise<void> {
  await transaction.$queryRaw`select pg_notify(${busTopics.boards}, ${ownerId})::text`
}
