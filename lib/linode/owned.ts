import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { ask } from './ask'
import type { LinodeConnection } from './connection'
import type { LinodeLibrary } from './library'

/** What the panel makes in an account is known by its tags. */
export interface Tagged {
  readonly tags: readonly string[]
}

/** Whether something has all of these tags. Nothing of the panel touches what has not. */
export const hasTags = (thing: Tagged, tags: readonly string[]): boolean =>
  tags.length > 0 && tags.every((tag) => thing.tags.includes(tag))

/** Filter of a list by one tag; `hasTags` looks again, since it matches parts of tags too. */
export const tagFilter = (tag: string) => ({ tags: { '+contains': tag } })

const Nothing = z.unknown()

/**
 * Deletes something; what is gone already is deleted. May be repeated at will: Linode never gives an id twice.
 * @throws AppError of `faults.ts`
 */
export async function deleteGone(
  linode: LinodeConnection,
  what: string,
  send: (library: LinodeLibrary) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await ask(linode, { what, limit: 'single', send, answer: Nothing, signal })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'linode-not-found')) throw error
  }
}

/**
 * Asks for one thing; `undefined` when there is none.
 * @throws AppError of `faults.ts`
 */
export async function getOne<Thing>(
  linode: LinodeConnection,
  what: string,
  send: (library: LinodeLibrary) => Promise<unknown>,
  thing: z.ZodType<Thing>,
  signal: AbortSignal,
): Promise<Thing | undefined> {
  try {
    return (await ask(linode, { what, limit: 'single', send, answer: thing, signal })).answer
  } catch (error) {
    if (error instanceof AppError && error.code === 'linode-not-found') return undefined
    throw error
  }
}
