import { z } from 'zod'
import { AppError, toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { CALL_LIMITS, type CallLimit } from './call-limits'
import type { LinodeConnection } from './connection'
import { faultOfReasons, wordsOf } from './fault-of-answer'
import { linodeFault, passes } from './faults'
import { type LinodeLibrary, linodeLibrary } from './library'
import { inContext, type RequestContext } from './request-context'

export interface Call<Answer> {
  /** For the log, e.g. `list firewalls`. */
  readonly what: string
  readonly limit: CallLimit
  /** What Linode's library does; the answer is believed only as far as `answer` reads it. */
  readonly send: (library: LinodeLibrary) => Promise<unknown>
  readonly answer: z.ZodType<Answer>
  readonly signal: AbortSignal
}

export interface Answered<Answer> {
  readonly answer: Answer
  /** Scopes of the token; undefined where the answer did not say. */
  readonly scopes: readonly string[] | undefined
}

/** A create with an image and a firewall was recorded with less than 3 s. */
const CALL_MS = 30_000
/** Where the connection does not say how often: a run has time. */
const MOST_ATTEMPTS = 5
const FIRST_BACK_OFF_MS = 1_000
const LONGEST_BACK_OFF_MS = 15_000

/**
 * Makes a call that may be made twice: one that reads, or deletes. What passes by itself is tried again, five times at
 * most where the connection does not say fewer; between the attempts the injected clock's time passes, up to 15 s each,
 * or what Linode asks for (1 to 60 s).
 * @throws AppError of `faults.ts`, or the signal's reason
 */
export async function ask<Answer>(linode: LinodeConnection, call: Call<Answer>): Promise<Answered<Answer>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(linode, call)
    } catch (error) {
      if (attempt >= (linode.attempts ?? MOST_ATTEMPTS) || !passes(error)) throw error
      await backOff(linode, attempt, call.signal)
    }
  }
}

/** Waits before attempt `attempt + 1`, longer each time. What Linode asks for is kept by the limits' pause. */
export const backOff = (linode: LinodeConnection, attempt: number, signal: AbortSignal): Promise<void> => {
  const longest = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (attempt - 1))
  return linode.clock.delay(longest * (0.5 + linode.random() / 2), signal)
}

/**
 * Makes a call once.
 * @throws AppError of `faults.ts`, or the signal's reason
 */
export async function askOnce<Answer>(linode: LinodeConnection, call: Call<Answer>): Promise<Answered<Answer>> {
  const { account, limits } = linode
  const library = await linodeLibrary()
  const key = `linode:${account.user}:${call.limit}`
  const place = await limits.take({ key, ...CALL_LIMITS[call.limit] }, CALL_MS, call.signal)
  const context: RequestContext = {
    connection: linode,
    signal: AbortSignal.any([call.signal, linode.deadline(CALL_MS)]),
  }
  try {
    const raw = await inContext(context, () => call.send(library))
    const parsed = call.answer.safeParse(raw)
    if (parsed.success) return { answer: parsed.data, scopes: context.scopes }
    throw linodeFault('linode-answer-unknown', account.name, {
      message: `${call.what}: ${z.prettifyError(parsed.error)}`,
      cause: parsed.error,
    })
  } catch (error) {
    // Whoever stops the run is not told of Linode.
    call.signal.throwIfAborted()
    const fault = asFault(account.name, call.what, error)
    const pauseMs = fault.details['pauseMs']
    if (typeof pauseMs === 'number') await besides('pause a limit', () => limits.pause(key, pauseMs))
    throw fault
  } finally {
    await besides('give a place back', () => place.done())
  }
}

/** What limits are told must not change how the call ended: a place that is not given back is free after its lease. */
async function besides(what: string, tell: () => Promise<void>): Promise<void> {
  try {
    await tell()
  } catch (error) {
    log.warn('the limits of calls to Linode could not be told', { what, reason: toFailure(error).message })
  }
}

const Reasons = z.array(z.object({ reason: z.string(), field: z.string().optional() })).min(1)

/** The library refuses some requests by itself, with a list of reasons that is no error. */
function asFault(account: string, what: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const reasons = Reasons.safeParse(error)
  if (reasons.success) return linodeFault(faultOfReasons(reasons.data), account, { says: wordsOf(reasons.data) })
  return new AppError('unexpected', {
    message: `${what}: ${error instanceof Error ? error.message : String(error)}`,
    userMessage: 'Something happened that BuzzCrate does not know. The log has the details.',
    cause: error,
  })
}
