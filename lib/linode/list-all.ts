import { z } from 'zod'
import { ask } from './ask'
import type { CallLimit } from './call-limits'
import type { LinodeConnection } from './connection'
import { linodeFault } from './faults'
import type { LinodeLibrary } from './library'

/** Linode allows 25 to 500. */
const PAGE_SIZE = 500
const MOST_PAGES = 20

export interface PageParams {
  readonly page: number
  readonly page_size: number
}

export interface ListCall<Thing> {
  readonly what: string
  readonly limit?: CallLimit
  readonly send: (library: LinodeLibrary, page: PageParams) => Promise<unknown>
  readonly thing: z.ZodType<Thing>
  /** What a thing is known by: a list that changes while it is paged through tells of some twice. */
  readonly key: (thing: Thing) => string | number
  readonly signal: AbortSignal
}

/**
 * All pages of a list.
 * @throws AppError of `faults.ts`
 */
export async function listAll<Thing>(linode: LinodeConnection, list: ListCall<Thing>): Promise<readonly Thing[]> {
  const answer = z.object({ data: z.array(list.thing).max(PAGE_SIZE), pages: z.int().min(0) })
  const things = new Map<string | number, Thing>()
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { answer: found } = await ask(linode, {
      what: list.what,
      limit: list.limit ?? 'lists',
      send: (library) => list.send(library, { page, page_size: PAGE_SIZE }),
      answer,
      signal: list.signal,
    })
    for (const thing of found.data) things.set(list.key(thing), thing)
    if (page >= found.pages) return [...things.values()]
  }
  throw linodeFault('linode-list-too-long', linode.account.name, { message: `${list.what}: ${MOST_PAGES} pages` })
}
