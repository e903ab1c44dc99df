import { AppError } from '@/lib/core/errors'
import { plural } from '@/lib/shared/catalogue'

/** @param waitMs until the next attempt may be made */
export function tooMany(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000)
  const wait =
    seconds < 90
      ? plural(seconds, { one: '# second', other: '# seconds' })
      : plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })
  return new AppError('too-many-requests', {
    userMessage: `Too many attempts that were wrong. You can try again in ${wait}.`,
    retryable: true,
    details: { waitMs },
  })
}
