import type { AppFacts } from '@/lib/apps/app-definition'
import { AppError } from '@/lib/core/errors'
import type { ProviderDefinition } from '@/lib/providers/provider-definition'

/** Not every app can be had on simulated machines. @throws AppError `app-not-offered`, with the reason */
export function assertOffered(
  { title, notInPractice }: Pick<AppFacts, 'title' | 'notInPractice'>,
  { practice }: Pick<ProviderDefinition, 'practice'>,
): void {
  if (!practice || notInPractice === undefined) return
  throw new AppError('app-not-offered', {
    userMessage: `${title} is not to be had on a practice cluster. ${notInPractice}`,
    details: { fields: [{ field: 'apps', problem: notInPractice }] },
  })
}
