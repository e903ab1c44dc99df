import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'

const DEADLINE_MS = 60_000

/**
 * Resolves as soon as the server at `baseUrl` answers its health route.
 * @throws AppError `web-did-not-start` after a minute; the signal's reason when it aborts.
 */
export async function webAnswers(baseUrl: string, signal: AbortSignal): Promise<void> {
  await waitFor<true>({
    look: async () => {
      try {
        const response = await fetch(`${baseUrl}/api/health`, {
          signal: AbortSignal.timeout(5_000),
          redirect: 'manual',
        })
        await response.body?.cancel()
        return response.status < 500 ? true : undefined
      } catch (cause) {
        throw new AppError('web-silent', { userMessage: 'The web server does not answer yet.', retryable: true, cause })
      }
    },
    everyMs: 25,
    deadlineMs: DEADLINE_MS,
    onDeadline: (waitedMs) =>
      new AppError('web-did-not-start', {
        userMessage: `The web server did not answer within ${Math.round(waitedMs / 1000)} s. Its last lines are above.`,
      }),
    clock: systemClock,
    signal,
  })
}
