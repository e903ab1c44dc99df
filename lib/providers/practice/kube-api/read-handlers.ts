import { z } from 'zod'
import { type ApiAnswer, type ApiRequest, json, type Sink } from './api-exchange'
import { CLUSTER_BOUNDS } from './cluster-bounds'
import type { JsonObject, StoredObject } from './kube-object'
import type { Change, ObjectStore } from './object-store'
import type { ResourcePath } from './request-path'
import { apiVersionOf, type ResourceType } from './resource-type'
import { fieldMatcher, labelMatcher, type Matcher } from './selectors'
import { StatusError, statusErrors } from './status-error'
import { tableOf } from './table'

const BOOKMARK_EVERY_MS = 60_000
const DEFAULT_WATCH_MS = 30 * 60_000
/** Longer than any client waits, and still a time that a timer can be set to. */
const LONGEST_WATCH_MS = 24 * 3_600_000
/** So many lists that are being paged through are kept. */
const MOMENTS = 8

/** `get`, `list` and `watch`. */
export class ReadHandlers {
  private readonly store: ObjectStore
  private readonly now: () => number

  /** Lists that somebody is paging through, by type and version: all pages are of one moment. */
  private readonly moments = new Map<string, readonly StoredObject[]>()

  /** The latest change as text, by how it was asked for. */
  private encoded: { readonly object: StoredObject | undefined; readonly texts: Map<string, string> } = {
    object: undefined,
    texts: new Map(),
  }

  constructor(store: ObjectStore, now: () => number) {
    this.store = store
    this.now = now
  }

  get({ type, namespace, name = '' }: ResourcePath, request: ApiRequest): ApiAnswer {
    const object = this.store.get(type, namespace, name)
    if (object === undefined) throw statusErrors.notFound(type, name)
    return json(this.shown(type, object, request), 200, warningsOf(type))
  }

  list(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const matches = matcherOf(path, request)
    const limit = Number(request.query.get('limit') ?? 0)
    const token = continueOf(request.query.get('continue'))
    const version = token?.rv ?? this.store.latest
    const moment = token === undefined ? this.store.list(path.type) : this.moments.get(momentKey(path.type, token.rv))
    if (moment === undefined) throw statusErrors.pageExpired()
    const inSight = (object: StoredObject) =>
      (path.namespace === undefined || object.metadata.namespace === path.namespace) && matches(object)
    const all = moment.filter(inSight)
    const from = token?.from ?? 0
    const page = limit > 0 ? all.slice(from, from + limit) : all.slice(from)
    const left = all.length - from - page.length
    if (left > 0) this.remember(momentKey(path.type, version), moment)
    const meta = {
      resourceVersion: String(version),
      ...(left > 0 ? { continue: continueToken(version, from + page.length), remainingItemCount: left } : {}),
    }
    if (wantsTable(request))
      return json(tableOf(path.type, page, meta, includeObject(request), this.now()), 200, warningsOf(path.type))
    const metadataOnly = request.accept.includes('PartialObjectMetadataList')
    return json({
      kind: metadataOnly ? 'PartialObjectMetadataList' : `${path.type.kind}List`,
      apiVersion: metadataOnly ? 'meta.k8s.io/v1' : apiVersionOf(path.type),
      metadata: meta,
      items: page.map((object) => (metadataOnly ? partial(object) : asVersion(path.type, object))),
    })
  }

  private remember(key: string, objects: readonly StoredObject[]): void {
    this.moments.delete(key)
    this.moments.set(key, objects)
    for (const old of [...this.moments.keys()].slice(0, -MOMENTS)) this.moments.delete(old)
    // What has changed since lives on for them alone.
    for (const old of [...this.moments.keys()].slice(0, -1)) {
      const weights = [...this.moments.values()].map((moment) => this.store.weightOf(moment))
      if (weights.reduce((sum, weight) => sum + weight, 0) <= CLUSTER_BOUNDS.weight) break
      this.moments.delete(old)
    }
  }

  /**
   * Streams changes after `resourceVersion`. Without one, or with 0, the present objects come first as ADDED. An object
   * that stops matching the selectors is DELETED for this watcher. A version that is no longer kept is an ERROR 410.
   */
  watch(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const matches = matcherOf(path, request)
    const since = request.query.get('resourceVersion') ?? ''
    const initialEvents = request.query.get('sendInitialEvents') === 'true'
    const fresh = since === '' || since === '0' || initialEvents
    const bookmarks = request.query.get('allowWatchBookmarks') === 'true'
    const askedMs = Number(request.query.get('timeoutSeconds') ?? 0) * 1000
    const timeoutMs = askedMs > 0 ? Math.min(askedMs, LONGEST_WATCH_MS) : DEFAULT_WATCH_MS
    const encode = this.encoder(path.type, request)
    return {
      status: 200,
      contentType: 'application/json',
      stream: (sink) => this.follow({ path, matches, fresh, since, bookmarks, initialEvents, timeoutMs, encode }, sink),
    }
  }

  private follow(watch: Watch, sink: Sink): void {
    const { path, matches, encode } = watch
    const send = (change: Change) => {
      if (!isSameResource(change.resource, path.type)) return
      if (path.namespace !== undefined && change.object.metadata.namespace !== path.namespace) return
      const type = seenAs(change, matches)
      if (type !== undefined) sink.write(encode(type, change.object))
    }
    const bookmark = (annotations?: JsonObject) =>
      sink.write(
        `${JSON.stringify({ type: 'BOOKMARK', object: bookmarkOf(path.type, this.store.latest, annotations) })}\n`,
      )
    try {
      if (watch.fresh) {
        for (const object of this.store.list(path.type, path.namespace).filter(matches))
          sink.write(encode('ADDED', object))
        if (watch.initialEvents) bookmark({ 'k8s.io/initial-events-end': 'true' })
      } else {
        const version = Number(watch.since)
        if (!Number.isSafeInteger(version))
          throw statusErrors.badRequest(`Invalid value: "${watch.since}": resourceVersion must be a number`)
        for (const change of this.store.changesAfter(version)) send(change)
      }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      sink.write(`${JSON.stringify({ type: 'ERROR', object: error.status })}\n`)
      sink.end()
      return
    }
    const stop = this.store.onChange(send)
    const marks = watch.bookmarks ? setInterval(bookmark, BOOKMARK_EVERY_MS) : undefined
    const timeout = setTimeout(() => {
      if (watch.bookmarks) bookmark()
      sink.end()
    }, watch.timeoutMs)
    sink.onClose(() => {
      stop()
      clearInterval(marks)
      clearTimeout(timeout)
    })
  }

  private encoder(type: ResourceType, request: ApiRequest): Watch['encode'] {
    const form = [apiVersionOf(type), type.kind, request.accept, includeObject(request)].join('|')
    return (change, object) => {
      // All who watch the same are told the same.
      if (this.encoded.object !== object) this.encoded = { object, texts: new Map() }
      const key = `${change}|${form}`
      const known = this.encoded.texts.get(key)
      if (known !== undefined) return known
      const text = `${JSON.stringify({ type: change, object: this.shown(type, object, request) })}\n`
      this.encoded.texts.set(key, text)
      return text
    }
  }

  private shown(type: ResourceType, object: StoredObject, request: ApiRequest): JsonObject {
    if (wantsTable(request)) {
      const meta = { resourceVersion: object.metadata.resourceVersion ?? '' }
      return tableOf(type, [object], meta, includeObject(request), this.now())
    }
    return request.accept.includes('as=PartialObjectMetadata') ? partial(object) : asVersion(type, object)
  }
}

const warningsOf = (type: ResourceType): readonly string[] =>
  type.kind === 'Endpoints' ? ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'] : []

/** Versions of a kind are one resource; so are the events of both groups. */
const isSameResource = (a: ResourceType, b: ResourceType): boolean =>
  a.resource === b.resource && (a.group === b.group || a.resource === 'events')

interface Watch {
  readonly path: ResourcePath
  readonly matches: Matcher
  readonly fresh: boolean
  readonly since: string
  readonly bookmarks: boolean
  readonly initialEvents: boolean
  readonly timeoutMs: number
  readonly encode: (type: Change['type'], object: StoredObject) => string
}

const wantsTable = (request: ApiRequest) => request.accept.includes('as=Table')
const includeObject = (request: ApiRequest) => request.query.get('includeObject') ?? 'Metadata'
const asVersion = (type: ResourceType, object: StoredObject): StoredObject => ({
  ...object,
  apiVersion: apiVersionOf(type),
})
const partial = (object: StoredObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
})

function matcherOf(path: ResourcePath, request: ApiRequest): Matcher {
  const labels = labelMatcher(request.query.get('labelSelector') ?? '')
  const fields = fieldMatcher(request.query.get('fieldSelector') ?? '', path.type.kind)
  return (object) => labels(object) && fields(object) && (path.name === undefined || object.metadata.name === path.name)
}

/** What a change is for a watcher with selectors: an object may come into its sight, or leave it. */
function seenAs(change: Change, matches: Matcher): Change['type'] | undefined {
  const before = change.before !== undefined && matches(change.before)
  const now = change.type !== 'DELETED' && matches(change.object)
  if (now) return before ? 'MODIFIED' : 'ADDED'
  return before ? 'DELETED' : undefined
}

const bookmarkOf = (type: ResourceType, version: number, annotations?: JsonObject): JsonObject => ({
  kind: type.kind,
  apiVersion: apiVersionOf(type),
  metadata: {
    resourceVersion: String(version),
    creationTimestamp: null,
    ...(annotations === undefined ? {} : { annotations }),
  },
})

const continueToken = (version: number, from: number) =>
  Buffer.from(JSON.stringify({ rv: version, from })).toString('base64url')

const momentKey = (type: ResourceType, version: number) => `${type.group}/${type.resource}@${version}`

const Continue = z.object({ rv: z.number().int(), from: z.number().int().min(0) })

function continueOf(token: string | null): z.infer<typeof Continue> | undefined {
  if (token === null || token === '') return undefined
  try {
    return Continue.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch (error) {
    // Whatever is wrong with it, it is none of ours.
    if (error instanceof Error) throw statusErrors.badRequest('continue key is not valid')
    throw error
  }
}
