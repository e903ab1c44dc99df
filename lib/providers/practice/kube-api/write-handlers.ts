import { randomUUID } from 'node:crypto'
import { named } from '@/lib/core/named'
import { type ApiAnswer, type ApiRequest, bodyObject, bodyValue, json } from './api-exchange'
import { checkObject } from './check-object'
import { OBJECT_BOUNDS } from './cluster-bounds'
import { admitDefinition, CLEANUP, DEFINITION } from './custom-types'
import { admitJob } from './job-admission'
import { isObject, type JsonObject, type KubeMeta, type StoredObject, sameJson, textAt } from './kube-object'
import { type Manager, serverSideApply, trackUpdate } from './managed-fields'
import { type ObjectStore, timestamp } from './object-store'
import { applyJsonPatch, mergePatch, strategicMerge } from './patches'
import { admitPod } from './pod-admission'
import { randomName } from './random-name'
import type { ResourcePath } from './request-path'
import { apiVersionOf, type ResourceType, typeOf } from './resource-type'
import { fieldMatcher, labelMatcher } from './selectors'
import { shapeProblem } from './shape-problem'
import { statusErrors } from './status-error'
import { type Decoded, decodeStrictly, type FieldValidation } from './strict-decoding'
import { withDefaults } from './with-defaults'

/** Called with every object before it is stored: allocates addresses and the like. */
export type Admit = (type: ResourceType, object: StoredObject, before: StoredObject | undefined) => StoredObject

/** `create`, `update`, `patch` (all four kinds), `delete` and `deletecollection`. */
export class WriteHandlers {
  private readonly store: ObjectStore
  private readonly now: () => number
  private readonly admit: Admit

  constructor(store: ObjectStore, now: () => number, admit: Admit) {
    this.store = store
    this.now = now
    this.admit = admit
  }

  create(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const { object: given, warnings } = this.incoming(path, bodyObject(request), request)
    const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...metadata } = given.metadata
    const object = { ...given, metadata }
    return json(this.write(path.type, undefined, object, request, undefined), 201, warnings)
  }

  update(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const before = this.existing(path)
    const { object: given, warnings } = this.incoming(path, bodyObject(request), request)
    const object =
      path.subresource === 'status'
        ? {
            ...before,
            status: given['status'],
            metadata: { ...before.metadata, resourceVersion: given.metadata.resourceVersion ?? '' },
          }
        : keepStatus(given, before)
    return json(this.write(path.type, before, object, request, path.subresource), 200, warnings)
  }

  patch(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const [type = ''] = request.contentType.split(';')
    if (type === 'application/apply-patch+yaml') return this.apply(path, request)
    if (!PATCH_TYPES.test(type)) throw statusErrors.unknownPatch()
    if (path.type.schema !== undefined && type.includes('strategic')) throw statusErrors.noStrategicPatch()
    const before = this.existing(path)
    const patched = this.patched(type, before, request)
    if (!isObject(patched)) throw statusErrors.badRequest('the patched object is not an object')
    const { object: given, warnings } = this.incoming(path, patched, request)
    const expected = textAt(patched, 'metadata', 'resourceVersion')
    const object = path.subresource === 'status' ? { ...before, status: given['status'] } : keepStatus(given, before)
    const pinned = { ...object, metadata: { ...object.metadata, resourceVersion: expected } }
    return json(this.write(path.type, before, pinned, request, path.subresource), 200, warnings)
  }

  /** Stores an object whose `scale` was written; who did it owns the number of replicas. */
  writeScale(type: ResourceType, before: StoredObject, after: StoredObject, request: ApiRequest): StoredObject {
    return this.write(type, before, after, request, 'scale')
  }

  delete(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const options = request.body === '' ? {} : bodyObject(request)
    const before = this.existing(path)
    if (path.type.kind === 'Namespace' && IMMORTAL.includes(before.metadata.name))
      throw statusErrors.forbidden(path.type, before.metadata.name, 'this namespace may not be deleted')
    const preconditions = isObject(options['preconditions']) ? options['preconditions'] : {}
    for (const [key, what] of [
      ['uid', 'UID'],
      ['resourceVersion', 'ResourceVersion'],
    ] as const) {
      const wanted = preconditions[key]
      const actual = before.metadata[key] ?? ''
      if (wanted !== undefined && wanted !== actual)
        throw statusErrors.preconditionFailed(path.type, before.metadata.name, { what, wanted: String(wanted), actual })
    }
    if (isDryRun(request)) return json(before)
    return json(this.deleteOne(path.type, before, options, request))
  }

  deleteCollection(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const options = request.body === '' ? {} : bodyObject(request)
    const labels = labelMatcher(request.query.get('labelSelector') ?? '')
    const fields = fieldMatcher(request.query.get('fieldSelector') ?? '', path.type.kind)
    const chosen = this.store.list(path.type, path.namespace).filter((object) => labels(object) && fields(object))
    const items = chosen.map((object) => this.deleteOne(path.type, object, options, request))
    return json({
      kind: `${path.type.kind}List`,
      apiVersion: apiVersionOf(path.type),
      metadata: { resourceVersion: String(this.store.latest) },
      items,
    })
  }

  private apply(path: ResourcePath, request: ApiRequest): ApiAnswer {
    const manager = request.query.get('fieldManager') ?? ''
    if (manager === '') throw statusErrors.managerRequired()
    const live = this.store.get(path.type, path.namespace, path.name ?? '')
    const { object: applied, warnings } = this.incoming(path, bodyObject(request), request)
    if (applied.metadata.managedFields !== undefined)
      throw statusErrors.badRequest('metadata.managedFields must be nil')
    const by: Manager = { name: manager, operation: 'Apply', subresource: path.subresource, now: this.now() }
    const merged = serverSideApply(live, applied, by, request.query.get('force') === 'true')
    const admitted = this.admitted(
      path.type,
      live === undefined
        ? merged
        : {
            ...merged,
            metadata: { ...merged.metadata, resourceVersion: textAt(applied, 'metadata', 'resourceVersion') },
          },
      live,
    )
    const code = live === undefined ? 201 : 200
    if (isDryRun(request)) return json(dryRunOf(admitted, live), code, warnings)
    const stored =
      live === undefined ? this.store.create(path.type, admitted) : this.store.update(path.type, admitted, 'client')
    return json(stored, code, warnings)
  }

  private patched(type: string, before: StoredObject, request: ApiRequest): unknown {
    const body = bodyValue(request)
    if (type === 'application/strategic-merge-patch+json') return strategicMerge(before, body)
    if (type === 'application/merge-patch+json') return mergePatch(before, body)
    if (type === 'application/json-patch+json') return applyJsonPatch(before, body)
    throw statusErrors.unknownPatch()
  }

  private deleteOne(type: ResourceType, object: StoredObject, options: JsonObject, request: ApiRequest): JsonObject {
    const asked = options['gracePeriodSeconds'] ?? request.query.get('gracePeriodSeconds')
    const grace = asked === undefined || asked === null ? undefined : Number(asked)
    const policy = String(options['propagationPolicy'] ?? request.query.get('propagationPolicy') ?? 'Background')
    const propagation = policy === 'Orphan' ? 'orphan' : policy === 'Foreground' ? 'foregroundDeletion' : undefined
    const present = object.metadata.finalizers ?? []
    const wanted = [propagation, type.kind === DEFINITION ? CLEANUP : undefined]
    const added = wanted.filter((one) => one !== undefined).filter((one) => !present.includes(one))
    if (added.length > 0)
      this.store.update(type, {
        ...object,
        metadata: { ...object.metadata, resourceVersion: '', finalizers: [...present, ...added] },
      })
    const deleted = this.store.delete(type, object.metadata.namespace, object.metadata.name, grace)
    if (this.store.get(type, object.metadata.namespace, object.metadata.name) !== undefined) return deleted
    if (type.kind === 'Pod') return deleted
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: object.metadata.name,
        ...(type.group === '' ? {} : { group: type.group }),
        kind: type.resource,
        uid: object.metadata.uid,
      },
    }
  }

  private existing({ type, namespace, name = '' }: ResourcePath): StoredObject {
    const before = this.store.get(type, namespace, name)
    if (before === undefined) throw statusErrors.notFound(type, name)
    return before
  }

  /** The body as an object of the address: kind, version, namespace and name must agree with it. */
  private incoming(path: ResourcePath, body: JsonObject, request: ApiRequest): Decoded {
    const { type } = path
    const apiVersion = textAt(body, 'apiVersion') || apiVersionOf(type)
    const kind = textAt(body, 'kind') || type.kind
    if (kind !== type.kind || (apiVersion !== apiVersionOf(type) && type.resource !== 'events')) {
      throw statusErrors.badRequest(
        `${kind} in version "${apiVersion}" cannot be handled as a ${type.kind}: no kind "${kind}" is registered for the address`,
      )
    }
    const given: JsonObject = isObject(body['metadata']) ? body['metadata'] : {}
    const generated = textAt(given, 'generateName')
    const name = textAt(given, 'name') || path.name || (generated === '' ? '' : `${generated}${randomName()}`)
    if (name === '')
      throw statusErrors.invalid(type, '', [
        {
          reason: 'FieldValueRequired',
          message: 'Required value: name or generateName is required',
          field: 'metadata.name',
        },
      ])
    if (path.name !== undefined && name !== path.name) {
      throw statusErrors.badRequest(
        `the name of the object (${name}) does not match the name on the URL (${path.name})`,
      )
    }
    const namespace = path.namespace ?? textAt(given, 'namespace')
    if (textAt(given, 'namespace') !== '' && textAt(given, 'namespace') !== namespace) {
      throw statusErrors.badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      )
    }
    const metadata: KubeMeta = { ...given, name, ...(type.namespaced ? { namespace: namespace || 'default' } : {}) }
    const object: StoredObject = { ...body, apiVersion: apiVersionOf(type), kind, metadata }
    return decodeStrictly(type, object, validationOf(request))
  }

  private admitted(type: ResourceType, object: StoredObject, before: StoredObject | undefined): StoredObject {
    assertModest(type, object)
    if (type.namespaced && before === undefined) this.assertNamespace(type, object)
    const whole = withDefaults(type, object)
    const admitNew = before === undefined ? named(NEW_OBJECTS, type.kind) : undefined
    const ready = this.admit(type, admitNew?.(whole, timestamp(this.now())) ?? whole, before)
    checkObject(type, ready, before)
    return ready
  }

  private assertNamespace(type: ResourceType, object: StoredObject): void {
    const name = object.metadata.namespace ?? 'default'
    const namespace = this.store.get(typeOf('Namespace'), undefined, name)
    if (namespace === undefined) throw statusErrors.notFound(typeOf('Namespace'), name)
    if (namespace.metadata.deletionTimestamp !== undefined)
      throw statusErrors.namespaceEnding(type, object.metadata.name, name)
  }

  private write(
    type: ResourceType,
    before: StoredObject | undefined,
    object: StoredObject,
    request: ApiRequest,
    subresource: string | undefined,
  ): StoredObject {
    const admitted = this.admitted(type, object, before)
    const by: Manager = {
      name: request.query.get('fieldManager') ?? request.agent,
      operation: 'Update',
      subresource,
      now: this.now(),
    }
    const tracked = trackUpdate(before, admitted, by)
    if (isDryRun(request)) return dryRunOf(tracked, before)
    return before === undefined ? this.store.create(type, tracked) : this.store.update(type, tracked, 'client')
  }
}

const PATCH_TYPES = /^application\/((json|merge|strategic-merge)-patch\+json|apply-patch\+yaml)$/

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public']

/** Kinds that get more than defaults when they are made. */
const NEW_OBJECTS: Readonly<Record<string, (object: StoredObject, now: string) => StoredObject>> = {
  Pod: admitPod,
  Job: admitJob,
  CustomResourceDefinition: admitDefinition,
}

/** Two modest ones can be merged into one that is not. */
function assertModest(type: ResourceType, object: StoredObject): void {
  const { managedFields: _fields, ...metadata } = object.metadata
  const problem = shapeProblem({ ...object, metadata }, OBJECT_BOUNDS)
  if (problem !== undefined) throw statusErrors.invalid(type, object.metadata.name, [problem])
}

const isDryRun = (request: ApiRequest) => request.query.get('dryRun') === 'All'

/** What would be stored, with what the store itself would add. */
function dryRunOf(object: StoredObject, before: StoredObject | undefined): StoredObject {
  const { uid, creationTimestamp, generation, resourceVersion } = before?.metadata ?? {
    uid: randomUUID(),
    creationTimestamp: timestamp(Date.now()),
    generation: undefined,
    resourceVersion: undefined,
  }
  const grown =
    before !== undefined && generation !== undefined && !sameJson(before['spec'], object['spec'])
      ? generation + 1
      : generation
  const metadata = {
    ...object.metadata,
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(grown === undefined ? {} : { generation: grown }),
  }
  const { resourceVersion: _given, ...rest } = metadata
  return { ...object, metadata: resourceVersion === undefined ? rest : { ...rest, resourceVersion } }
}

function validationOf(request: ApiRequest): FieldValidation {
  const asked = request.query.get('fieldValidation')
  return asked === 'Strict' || asked === 'Ignore' ? asked : 'Warn'
}

/** Writes to the object itself leave its status alone, where the kind has one. */
function keepStatus(given: StoredObject, before: StoredObject): StoredObject {
  const { status: _ignored, ...rest } = given
  // Leaving the status out of a stored object leaves a stored object.
  const bare = rest as StoredObject
  return 'status' in before ? { ...bare, status: before['status'] } : bare
}
