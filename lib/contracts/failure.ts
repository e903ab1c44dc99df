import { z } from 'zod'
import type { Failure as CoreFailure, Json as CoreJson } from '@/lib/core/errors'

/** Any JSON. It came from a database or is about to be sent: there is nothing to check. */
const Json = z.custom<CoreJson>()

/** What a failure looks like as data. */
export const Failure: z.ZodType<CoreFailure> = z
  .object({
    /** Stable, kebab-case, e.g. `host-unreachable`. */
    code: z.string(),
    /** For the log and the developer. */
    message: z.string(),
    /** For the person at the screen. */
    userMessage: z.string(),
    retryable: z.boolean(),
    details: z.record(z.string(), Json),
  })
  .meta({ id: 'Failure' })

/** The answer to every request that fails. */
export const FailedAnswer = z.object({ error: Failure }).meta({ id: 'FailedAnswer' })
