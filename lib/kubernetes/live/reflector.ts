import { z } from 'zod'
import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { answerFailure } from '../kube-failures'
import type { KubeTransport } from '../kube-transport'
import { ListOf } from '../objects'
import { HeldObjects } from './held-objects'

export interface ReflectorOptions<T> {
  readonly transport: Pick<KubeTransport, 'json' | 'lines'>
  /** Of the list, e.g. `/api/v1/pods`. */
  readonly path: string
  readonly schema: z.ZodType<T & Identified>
  /** A watch that says nothing for this long is opened again, from where it was. */
  readonly silenceMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** All there is. Called after the first list and after each gap. */
  readonly onList: (items: readonly T[]) => void
  readonly onUpsert: (item: T) => void
  readonly onRemove: (item: T) => void
  /** A watch is open, or said something: what is held is up to date. */
  readonly onContact: () => void
  /** It did not, or refuses; called at each failed try. */
  readonly onFailure: (error: AppError) => void
}

interface Identified {
  readonly metadata: { readonly uid: string }
}

/** The library's Watch is not used: it hides broken lines and errors of its callback, and cannot be stopped while it connects. */
const WatchEvent = z.object({ type: z.string(), object: z.unknown() })
const Version = z.object({ metadata: z.object({ resourceVersion: z.string() }) })
const Status = z.object({ code: z.number().default(500) })

const PAGE = 500
/** More than the objects that can be held have; a server that says "go on" for ever is not followed. */
const MOST_PAGES = 100
const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5_000

/**
 * Keeps up with one kind of object until the signal aborts. It is
 * - listing: no `version` yet, the server forgot it (410 Gone), or does not know it yet, since its database was put back
 *   to an earlier day: everything is read, page by page
 * - watching: changes after `version` come; bookmarks move it on; the server closes the watch from time to time
 * - waiting: something failed; tries again after 0.25 s, 0.5 s, 1 s … at most 5 s, from where it was
 * Resolves on abort. Rejects only with an error of our own code, so that it is not taken for one of the cluster.
 */
export async function reflect<T>(options: ReflectorOptions<T>): Promise<void> {
  const { clock, signal } = options
  const held = new HeldObjects(options.path)
  let version: string | undefined
  let delayMs = FIRST_DELAY_MS
  const contact = () => {
    delayMs = FIRST_DELAY_MS
    options.onContact()
  }
  while (!signal.aborted) {
    try {
      version ??= await list(options, held)
      let heard = false
      const opened = clock.now()
      for await (const seen of watch(options, held, version, contact)) {
        if (isBefore(seen, version)) throw wentBack(options.path)
        version = seen
        heard = true
        contact()
      }
      // Bookmarks come each minute: a server that has none for a version waits until it gets there itself.
      if (!heard && clock.now() - opened >= options.silenceMs) version = undefined
    } catch (error) {
      if (signal.aborted) return
      const failure = error instanceof AppError ? error : notUnderstood(error, options.path)
      // The list comes again at once; if it fails as well the delays apply.
      const gone = (failure.code === 'cluster-history-gone' || isTooLarge(failure)) && version !== undefined
      // What was held cannot be trusted either where the cluster misbehaves: it is read anew, and given back meanwhile.
      if (failure.code === 'cluster-misbehaves') options.onList([])
      if (gone || failure.code === 'cluster-history-gone' || failure.code === 'cluster-misbehaves') version = undefined
      if (gone) continue
      options.onFailure(failure)
      await clock.delay(delayMs * (0.75 + Math.random() / 2), signal).catch(() => undefined)
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
    }
  }
}

/** Of one server and kind, versions are numbers that grow (apimachinery, resourceversion); others are not compared. */
const isBefore = (seen: string, known: string): boolean =>
  [seen, known].every((version) => /^\d{1,30}$/.test(version)) && BigInt(seen) < BigInt(known)

/** The API server's words for a version that it has not come to (storage errors, 504 and 500 by age). */
const isTooLarge = ({ message }: AppError): boolean => /too large resource version/i.test(message)

const wentBack = (path: string): AppError =>
  new AppError('cluster-history-gone', {
    message: `watch ${path}: versions went back`,
    userMessage: 'The database of the cluster was put back to an earlier day. Everything is read anew.',
    retryable: true,
  })

async function list<T>(
  { transport, path, schema, signal, onList }: ReflectorOptions<T>,
  held: HeldObjects,
): Promise<string> {
  const items: T[] = []
  held.clear()
  let next: string | undefined
  for (let pages = 1; ; pages += 1) {
    const query = { limit: PAGE, continue: next }
    const page = await transport.json(ListOf(schema), { path, query, timeoutMs: 30_000, signal })
    for (const item of page.items) {
      held.hold(item.metadata.uid, JSON.stringify(item).length)
      items.push(item)
    }
    next = pages < MOST_PAGES ? page.metadata.continue || undefined : undefined
    if (next === undefined) {
      onList(items)
      return page.metadata.resourceVersion ?? '0'
    }
  }
}

/** Yields the version after each event. */
async function* watch<T>(
  options: ReflectorOptions<T>,
  held: HeldObjects,
  version: string,
  onOpen: () => void,
): AsyncGenerator<string> {
  const { transport, path, schema, signal, silenceMs } = options
  const query = { watch: true, allowWatchBookmarks: true, resourceVersion: version }
  for await (const line of transport.lines({ path, query, signal, silenceMs, onOpen })) {
    if (line.trim() === '') continue
    const { type, object } = WatchEvent.parse(JSON.parse(line))
    if (type === 'ERROR') throw answerFailure(Status.parse(object).code, JSON.stringify(object), `watch ${path}`)
    if (type === 'ADDED' || type === 'MODIFIED') {
      const item = schema.parse(object)
      held.hold(item.metadata.uid, line.length)
      options.onUpsert(item)
    }
    if (type === 'DELETED') {
      const item = schema.parse(object)
      held.release(item.metadata.uid)
      options.onRemove(item)
    }
    yield Version.parse(object).metadata.resourceVersion
  }
}

/** What the server said is at fault; anything else is not the server's doing and is thrown on. */
function notUnderstood(error: unknown, path: string): AppError {
  if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error
  const what = error instanceof z.ZodError ? error.issues.map((issue) => issue.path.join('.')).join(', ') : 'no JSON'
  return new AppError('cluster-answer-unknown', {
    message: `watch ${path}: ${error.message}`,
    userMessage: `The cluster's API server sent something that BuzzCrate does not understand (${path}: ${what}).`,
    cause: error,
  })
}
