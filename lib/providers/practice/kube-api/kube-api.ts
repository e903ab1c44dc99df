/**
 * A small Kubernetes API server in this process: what `kubectl`, `helm` and our own client ask, answered from memory in
 * the real server's words. It stores and announces; the controllers beside it make things happen.
 */
import { type ApiAnswer, type ApiRequest, bodyObject, bodyValue, json, type Sink } from './api-exchange'
import { TypeCatalogue } from './custom-types'
import { coreVersions, groupList, groupNamed, openApiDocument, openApiIndex, resourceList } from './discovery'
import { at, isObject, type JsonObject, type StoredObject, textAt } from './kube-object'
import type { ObjectStore } from './object-store'
import { applyJsonPatch, mergePatch } from './patches'
import { logOptions, type PodLogOptions } from './pod-log-options'
import { ReadHandlers } from './read-handlers'
import { parseResourcePath, type ResourcePath } from './request-path'
import type { Subresource } from './resource-type'
import { scaleOf, withScale } from './scale-subresource'
import { StatusError, statusErrors } from './status-error'
import { type Admit, WriteHandlers } from './write-handlers'

/** What only the simulated machines know. */
export interface Kubelets {
  /** Writes the log of a pod; with `follow` it goes on until the sink closes. Throws StatusError. */
  streamLog(pod: StoredObject, options: PodLogOptions, sink: Sink): void
}

export interface KubeApiOptions {
  readonly store: ObjectStore
  /** `v1.36.1+k3s1`: what `/version` and the nodes say. */
  readonly gitVersion: string
  /** Path before `/api`, when several clusters share an address. */
  readonly prefix: string
  readonly now: () => number
  readonly admit: Admit
  readonly kubelets: Kubelets
  /** A request failed in a way that no request should. */
  readonly onError?: (error: unknown) => void
}

export class KubeApi {
  private readonly options: KubeApiOptions
  private readonly reading: ReadHandlers
  private readonly writing: WriteHandlers
  private readonly types: TypeCatalogue

  constructor(options: KubeApiOptions) {
    this.options = options
    this.types = new TypeCatalogue(options.store)
    this.reading = new ReadHandlers(options.store, options.now)
    this.writing = new WriteHandlers(options.store, options.now, options.admit)
  }

  /** Answers one authenticated request; errors become `Status` objects. */
  handle(request: ApiRequest): ApiAnswer {
    try {
      return this.answer(request)
    } catch (error) {
      if (error instanceof StatusError) return json(error.status, error.code)
      this.options.onError?.(error)
      const { status, code } = statusErrors.internal()
      return json(status, code)
    }
  }

  private answer(request: ApiRequest): ApiAnswer {
    const { method, pathname } = request
    const found = method === 'GET' ? this.document(pathname) : undefined
    if (found !== undefined) return found
    const review = method === 'POST' ? reviewOf(request) : undefined
    if (review !== undefined) return json(review, 201)
    const path = parseResourcePath(pathname, (...named) => this.types.find(...named))
    if (path === undefined) return this.notServed(pathname)
    if (path.subresource !== undefined && path.subresource !== 'status') return this.subresource(path, request)
    const watching = ['true', '1'].includes(request.query.get('watch') ?? '')
    const onOne = path.name !== undefined
    const handlers: Readonly<Record<string, (() => ApiAnswer) | undefined>> = {
      GET: watching
        ? () => this.reading.watch(path, request)
        : onOne
          ? () => this.reading.get(path, request)
          : () => this.reading.list(path, request),
      POST: onOne ? undefined : () => this.writing.create(path, request),
      PUT: onOne ? () => this.writing.update(path, request) : undefined,
      PATCH: onOne ? () => this.writing.patch(path, request) : undefined,
      DELETE: onOne
        ? () => this.writing.delete(path, request)
        : path.type.kind === 'Namespace'
          ? undefined
          : () => this.writing.deleteCollection(path, request),
    }
    const handler = handlers[method]
    if (handler === undefined) throw statusErrors.methodNotAllowed()
    return handler()
  }

  private document(pathname: string): ApiAnswer | undefined {
    const { gitVersion, prefix } = this.options
    const found: Readonly<Record<string, () => ApiAnswer>> = {
      '/': () =>
        json({ paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'] }),
      '/api': () => json(coreVersions('')),
      '/apis': () => json(groupList(this.types.all())),
      '/version': () => json(versionOf(gitVersion)),
      '/healthz': () => ({ status: 200, text: 'ok' }),
      '/livez': () => ({ status: 200, text: 'ok' }),
      '/readyz': () => ({ status: 200, text: 'ok' }),
      '/openapi/v3': () => json(openApiIndex(this.types.all(), prefix)),
    }
    const simple = found[pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname]
    if (simple !== undefined) return simple()
    const [, root, ...rest] = pathname.split('/')
    const body = pathname.startsWith('/openapi/v3/')
      ? openApiDocument(this.types.all(), pathname.slice('/openapi/v3/'.length))
      : root === 'api' && rest.length === 1
        ? resourceList(this.types.all(), rest.join('/'))
        : root === 'apis' && rest.length === 2
          ? resourceList(this.types.all(), rest.join('/'))
          : root === 'apis' && rest.length === 1
            ? groupNamed(this.types.all(), rest[0] ?? '')
            : undefined
    return body === undefined ? undefined : json(body)
  }

  private subresource(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const known = path.type.subresources.find((name) => name === path.subresource)
    const { store } = this.options
    const object = store.get(path.type, path.namespace, path.name ?? '')
    if (known === undefined) throw statusErrors.pageNotFound()
    if (object === undefined) throw statusErrors.notFound(path.type, path.name ?? '')
    const handlers: Readonly<Record<Subresource, () => ApiAnswer>> = {
      status: () => json(object),
      scale: () => this.scale(path, object, request),
      log: () => this.log(object, request),
      eviction: () => {
        store.delete(path.type, path.namespace, object.metadata.name, undefined)
        return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }, 201)
      },
      token: () => {
        throw statusErrors.notInPractice('a token of an account')
      },
      exec: () => {
        throw statusErrors.notInPractice('exec')
      },
      attach: () => {
        throw statusErrors.notInPractice('attach')
      },
      portforward: () => {
        throw statusErrors.notInPractice('port-forward')
      },
    }
    return handlers[known]()
  }

  /** As the real server: what is under no group that it serves is not even an API. */
  private notServed(pathname: string): ApiAnswer {
    const [, root = '', ...rest] = pathname.split('/')
    const groupVersion = root === 'api' ? rest.slice(0, 1) : root === 'apis' ? rest.slice(0, 2) : []
    if (groupVersion.length > 0 && resourceList(this.types.all(), groupVersion.join('/')) !== undefined)
      throw statusErrors.pageNotFound()
    return { status: 404, text: '404 page not found\n' }
  }

  private scale(path: ResourcePath, object: StoredObject, request: ApiRequest): ApiAnswer {
    if (request.method === 'GET') return json(scaleOf(object))
    if (request.method !== 'PUT' && request.method !== 'PATCH') throw statusErrors.methodNotAllowed()
    const asked = request.method === 'PUT' ? bodyObject(request) : this.patchedScale(object, request)
    const replicas = at(asked, 'spec', 'replicas')
    if (typeof replicas === 'number' && replicas < 0)
      throw statusErrors.invalid({ group: 'autoscaling', resource: 'scales', kind: 'Scale' }, object.metadata.name, [
        {
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
          field: 'spec.replicas',
        },
      ])
    return json(scaleOf(this.writing.writeScale(path.type, object, withScale(object, asked), request)))
  }

  private patchedScale(object: StoredObject, request: ApiRequest): JsonObject {
    const base = { ...scaleOf(object), metadata: { name: object.metadata.name } }
    const isJsonPatch = request.contentType.startsWith('application/json-patch+json')
    const patched = isJsonPatch ? applyJsonPatch(base, bodyValue(request)) : mergePatch(base, bodyValue(request))
    return isObject(patched) ? patched : base
  }

  private log(pod: StoredObject, request: ApiRequest): ApiAnswer {
    const options = logOptions(pod, request.query)
    return {
      status: 200,
      contentType: 'text/plain',
      stream: (sink) => {
        // A pod without a node has no kubelet that could be asked.
        if (textAt(pod, 'spec', 'nodeName') === '') sink.end()
        else this.options.kubelets.streamLog(pod, options, sink)
      },
    }
  }
}

function versionOf(gitVersion: string): JsonObject {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? []
  return {
    major,
    minor,
    gitVersion,
    gitCommit: 'practice',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: 'practice/any',
  }
}

/** `kubectl auth can-i`, `kubectl auth whoami`: on a practice cluster its one user may do everything. */
function reviewOf(request: ApiRequest): JsonObject | undefined {
  const statuses: Readonly<Record<string, JsonObject>> = {
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { allowed: true },
    '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    },
    '/apis/authentication.k8s.io/v1/selfsubjectreviews': {
      userInfo: { username: 'practice-admin', groups: ['system:masters', 'system:authenticated'] },
    },
  }
  const status = statuses[request.pathname]
  if (status === undefined) return undefined
  const body = bodyObject(request)
  return { ...body, kind: textAt(body, 'kind'), metadata: {}, status }
}
