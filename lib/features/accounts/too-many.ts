import { AppError } from '@/lib/core/errors'
import { plural } from '@/lib/shared/catalogue'

/**
 * @param waitMs until the next attempt may be made
 * @param why in a sentence
 */
export function tooMany(waitMs: number, why = 'Too many attempts that were wrong.'): AppError {
  const seconds = Math.ceil(waitMs / 1000)
  const wait =
    seconds < 90
      ? plural(seconds, { one: '# second', other: '# seconds' })
      : plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })
  return new AppError('too-many-requests', {
    userMessage: `${why} You can try again in ${wait}.`,
    retryable: true,
    details: { waitMs },
  })
}
