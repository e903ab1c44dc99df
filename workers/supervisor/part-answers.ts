import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { PING } from '@/lib/core/answer-supervisor'

/** How a part is asked whether it still answers. */
export type AskPart = (part: ChildProcess, signal: AbortSignal) => Promise<unknown>

/** By its health route. Any status will do: whoever says that the database is away is not helped by a restart. */
export function byHealthRoute(baseUrl: string): AskPart {
  return async (_part, signal) => {
    const response = await fetch(`${baseUrl}/api/health`, { signal, redirect: 'manual' })
    await response.body?.cancel()
  }
}

/** Over the channel between parent and child: see answerSupervisor. */
export const byMessage: AskPart = async (part, signal) => {
  const answered = once(part, 'message', { signal })
  // One that is gone has no channel any more; its end is told otherwise.
  part.send(PING, () => undefined)
  await answered
}
