import { AppError } from '@/lib/core/errors'

/** Between the death of the worker that simulates the machines and its next life. */
export const worldAway = (): AppError =>
  new AppError('practice-world-away', {
    userMessage:
      'The practice machines are not there right now: their worker is being restarted. Try again in a moment.',
    retryable: true,
  })
