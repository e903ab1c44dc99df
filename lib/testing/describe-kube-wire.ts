import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import type { ClusterUnderTest } from './describe-cluster-api'
import { KubeWireClient, type WatchEvent } from './kube-wire-client'

/**
 * What is on the wire between an API server and any client: codes, `Status` bodies, watches, pages, ownership. The same
 * cases run on the lab's real API server and on the practice one. Where they differ the real one is right.
 */
export function describeKubeWire(name: string, setUp: () => Promise<ClusterUnderTest>): void {
  describe(`the wire of ${name}`, { timeout: 60_000 }, () => {
    let cluster: ClusterUnderTest
    let wire: KubeWireClient
    let maps: string
    let deployments: string
    const namespace = `wire-${newId()}`

    beforeAll(async () => {
      cluster = await setUp()
      wire = new KubeWireClient(cluster.kubeconfig)
      await wire.ask('POST', '/api/v1/namespaces', {
        body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      })
    }, 900_000)
    afterAll(async () => {
      await wire?.ask('DELETE', `/api/v1/namespaces/${namespace}`)
      await cluster?.close()
    }, 60_000)
    beforeEach(() => {
      maps = `/api/v1/namespaces/${namespace}/configmaps`
      deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
    })

    const fresh = () => `m-${newId()}`
    const map = (mapName: string, more: object = {}) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: mapName, ...more },
      data: { a: '1' },
    })
    const make = async (more: object = {}) => {
      const mapName = fresh()
      const made = await wire.ask('POST', maps, { body: map(mapName, more) })
      expect(made.code).toBe(201)
      return { address: `${maps}/${mapName}`, mapName, body: made.body as { metadata: Record<string, string> } }
    }
    const merge = (address: string, body: unknown) =>
      wire.ask('PATCH', address, { body, contentType: 'application/merge-patch+json' })
    const failure = (code: number, reason: string, message?: unknown) => ({
      code,
      body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, ...(message ? { message } : {}) },
    })

    it('refuses strangers and what it does not serve', async () => {
      expect(await wire.ask('GET', '/api/v1/nodes', { known: false })).toMatchObject(
        failure(401, 'Unauthorized', 'Unauthorized'),
      )
      for (const address of ['/nosuch', '/apis/metrics.k8s.io/v1beta1/nodes'])
        expect(await wire.ask('GET', address)).toMatchObject({ code: 404, body: '404 page not found\n' })
      expect(await wire.ask('GET', '/api/v1/nosuch')).toMatchObject(
        failure(404, 'NotFound', 'the server could not find the requested resource'),
      )
      expect(await wire.ask('POST', `${maps}/x`, { body: map('x') })).toMatchObject(
        failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
      )
      expect(await wire.ask('POST', maps, { body: 'a: b', contentType: 'text/plain' })).toMatchObject(
        failure(415, 'UnsupportedMediaType'),
      )
      const { address } = await make()
      expect(await wire.ask('PATCH', address, { body: {}, contentType: 'application/json' })).toMatchObject(
        failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type'),
      )
      expect(await wire.ask('POST', maps, { body: '{"kind":' })).toMatchObject(failure(400, 'BadRequest'))
      for (const address of ['/healthz', '/livez', '/readyz'])
        expect(await wire.ask('GET', address)).toMatchObject({ code: 200, body: 'ok' })
    })

    it('names what is wrong with an object', async () => {
      const { address, mapName } = await make()
      expect(await wire.ask('POST', maps, { body: map(mapName) })).toMatchObject(
        failure(409, 'AlreadyExists', `configmaps "${mapName}" already exists`),
      )
      expect(await wire.ask('GET', `${maps}/nosuch`)).toMatchObject({
        code: 404,
        body: { reason: 'NotFound', details: { name: 'nosuch', kind: 'configmaps' } },
      })
      expect(await wire.ask('POST', maps, { body: { apiVersion: 'v1', kind: 'ConfigMap' } })).toMatchObject(
        failure(422, 'Invalid', expect.stringContaining('name or generateName is required')),
      )
      expect(await wire.ask('PUT', address, { body: map('other') })).toMatchObject(
        failure(400, 'BadRequest', `the name of the object (other) does not match the name on the URL (${mapName})`),
      )
      expect(await wire.ask('POST', maps, { body: map('x', { namespace: 'default' }) })).toMatchObject(
        failure(
          400,
          'BadRequest',
          'the namespace of the provided object does not match the namespace sent on the request',
        ),
      )
      expect(await wire.ask('PUT', `${maps}/nosuch`, { body: map('nosuch') })).toMatchObject(failure(404, 'NotFound'))
    })

    it('makes names, and stores nothing in a dry run', async () => {
      const made = await wire.ask('POST', maps, { body: { ...map(''), metadata: { generateName: 'made-' } } })
      expect(made).toMatchObject({
        code: 201,
        body: { metadata: { name: expect.stringMatching(/^made-[a-z0-9]{5}$/) } },
      })
      const dry = fresh()
      expect(await wire.ask('POST', `${maps}?dryRun=All`, { body: map(dry) })).toMatchObject({
        code: 201,
        body: { metadata: { name: dry, uid: expect.any(String) } },
      })
      expect(await wire.ask('GET', `${maps}/${dry}`)).toMatchObject({ code: 404 })
    })

    it('lets nobody write over what he has not seen', async () => {
      const { address, body } = await make()
      expect(await merge(address, { data: { a: '2' } })).toMatchObject({ code: 200 })
      const message = expect.stringContaining('the object has been modified; please apply your changes to the latest')
      expect(await wire.ask('PUT', address, { body })).toMatchObject(failure(409, 'Conflict', message))
      const { resourceVersion } = body.metadata
      expect(await merge(address, { metadata: { resourceVersion }, data: { a: '3' } })).toMatchObject(
        failure(409, 'Conflict', message),
      )
      expect(await wire.ask('DELETE', address, { body: { preconditions: { uid: 'another' } } })).toMatchObject(
        failure(409, 'Conflict', expect.stringContaining('the UID in the precondition (another) does not match')),
      )
      const same = await merge(address, { data: { a: '2' } })
      const again = await merge(address, { data: { a: '2' } })
      expect(again.body).toEqual(same.body)
    })

    it('keeps what has finalizers, and takes no new ones meanwhile', async () => {
      const { address, mapName } = await make({ finalizers: ['example.com/wait'] })
      expect(await wire.ask('DELETE', address)).toMatchObject({
        code: 200,
        body: { kind: 'ConfigMap', metadata: { name: mapName, deletionTimestamp: expect.any(String) } },
      })
      expect(await merge(address, { metadata: { finalizers: ['example.com/wait', 'example.com/new'] } })).toMatchObject(
        failure(
          422,
          'Invalid',
          expect.stringContaining('no new finalizers can be added if the object is being deleted'),
        ),
      )
      expect(await merge(address, { metadata: { finalizers: null } })).toMatchObject({ code: 200 })
      expect(await wire.ask('GET', address)).toMatchObject({ code: 404 })
      const gone = await make()
      expect(await wire.ask('DELETE', gone.address)).toMatchObject({
        code: 200,
        body: { kind: 'Status', status: 'Success', details: { name: gone.mapName, kind: 'configmaps' } },
      })
    })

    it('pages a list of one moment', async () => {
      const label = `page=${newId()}`
      const [key = '', value = ''] = label.split('=')
      const names = [`a-${value}`, `b-${value}`, `c-${value}`]
      for (const one of names) await wire.ask('POST', maps, { body: map(one, { labels: { [key]: value } }) })
      const query = `labelSelector=${encodeURIComponent(label)}&limit=2`
      const first = await wire.ask('GET', `${maps}?${query}`)
      const { metadata, items } = first.body as ListBody
      expect(items.map((item) => item.metadata.name)).toEqual(names.slice(0, 2))
      await wire.ask('DELETE', `${maps}/${names[2]}`)
      const next = await wire.ask('GET', `${maps}?${query}&continue=${encodeURIComponent(metadata.continue ?? '')}`)
      const rest = next.body as ListBody
      expect(rest.items.map((item) => item.metadata.name)).toEqual(names.slice(2))
      expect(rest.metadata.resourceVersion).toBe(metadata.resourceVersion)
      expect(await wire.ask('GET', `${maps}?limit=2&continue=nonsense`)).toMatchObject(failure(400, 'BadRequest'))
      expect(await wire.ask('DELETE', `${maps}?${query.split('&')[0]}`)).toMatchObject({
        code: 200,
        body: { kind: 'ConfigMapList' },
      })
    })

    it('watches from a version, and marks where it is', async () => {
      const label = `watch=${newId()}`
      const [key = '', value = ''] = label.split('=')
      const labelled = { labels: { [key]: value } }
      const first = await make(labelled)
      const { body } = await wire.ask('GET', maps)
      const { resourceVersion } = (body as ListBody).metadata
      await merge(first.address, { data: { a: '2' } })
      await merge(first.address, { metadata: { labels: { [key]: 'else' } } })
      await wire.ask('DELETE', first.address)
      const selector = `labelSelector=${encodeURIComponent(label)}`
      const later = await wire.watch(`${maps}?watch=1&${selector}&resourceVersion=${resourceVersion}`, atLeast(2))
      expect(later.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED'])
      const second = await make(labelled)
      const query = `watch=1&${selector}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`
      const all = await wire.watch(`${maps}?${query}`, atLeast(2))
      expect(all).toMatchObject([
        { type: 'ADDED', object: { metadata: { name: second.mapName } } },
        { type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } },
      ])
    })

    it('refuses selectors that it does not understand', async () => {
      expect(await wire.ask('GET', `${maps}?fieldSelector=data.a%3D1`)).toMatchObject(failure(400, 'BadRequest'))
      expect(await wire.ask('GET', `${maps}?labelSelector=${encodeURIComponent('a in (b')}`)).toMatchObject(
        failure(400, 'BadRequest', "unable to parse requirement: found '', expected: ',' or ')'"),
      )
      expect(await wire.ask('GET', '/api/v1/pods?fieldSelector=spec.nosuch%3D1')).toMatchObject(
        failure(400, 'BadRequest', 'field label not supported: spec.nosuch'),
      )
    })

    it('prints tables', async () => {
      const { mapName } = await make()
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
      const table = await wire.ask('GET', `${maps}?fieldSelector=metadata.name%3D${mapName}&includeObject=None`, {
        accept,
      })
      expect(table).toMatchObject({
        code: 200,
        body: {
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
          rows: [{ cells: [mapName, 1, expect.any(String)] }],
        },
      })
    })

    it('applies on the server: owners, conflicts, force, and fields that are given up', async () => {
      const applied = fresh()
      const apply = (manager: string, body: object, force = '') =>
        wire.ask('PATCH', `${maps}/${applied}?fieldManager=${manager}${force}`, {
          body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: applied }, ...body },
          contentType: 'application/apply-patch+yaml',
        })
      const first = await apply('alice', { data: { a: '1', b: '1' } })
      expect(first.code).toBe(201)
      expect((await apply('alice', { data: { a: '1', b: '1' } })).body).toEqual(first.body)
      expect(await apply('bob', { data: { a: '2' } })).toMatchObject({
        code: 409,
        body: {
          reason: 'Conflict',
          message: 'Apply failed with 1 conflict: conflict with "alice": .data.a',
          details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "alice"', field: '.data.a' }] },
        },
      })
      expect(await apply('bob', { data: { a: '2' } }, '&force=true')).toMatchObject({
        code: 200,
        body: { data: { a: '2' } },
      })
      expect(await apply('alice', { data: { b: '1' } })).toMatchObject({ body: { data: { a: '2', b: '1' } } })
      const left = await apply('alice', {})
      expect((left.body as { data: object }).data).toEqual({ a: '2' })
      expect(
        await wire.ask('PATCH', `${maps}/${applied}`, {
          body: map(applied),
          contentType: 'application/apply-patch+yaml',
        }),
      ).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
    })

    it('keeps scale and status apart from the rest', async () => {
      const deployment = fresh()
      const labels = { app: deployment }
      await wire.ask('POST', deployments, {
        body: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: deployment },
          spec: {
            replicas: 0,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: cluster.image }] } },
          },
        },
      })
      const address = `${deployments}/${deployment}`
      expect(await wire.ask('GET', `${address}/scale`)).toMatchObject({
        body: {
          kind: 'Scale',
          apiVersion: 'autoscaling/v1',
          spec: {},
          status: { replicas: 0, selector: `app=${deployment}` },
        },
      })
      expect(await merge(`${address}/scale`, { spec: { replicas: -1 } })).toMatchObject(failure(422, 'Invalid'))
      expect(await merge(`${address}/status`, { spec: { replicas: 7 } })).toMatchObject({
        code: 200,
        body: { spec: { replicas: 0 } },
      })
      expect(await merge(address, { status: { readyReplicas: 9 } })).toMatchObject({ code: 200 })
      expect(await wire.ask('GET', address)).not.toMatchObject({ body: { status: { readyReplicas: 9 } } })
      expect(
        await wire.ask('POST', `${deployments}?fieldValidation=Strict`, {
          body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: fresh() }, spec: { nosuch: 1 } },
        }),
      ).toMatchObject(
        failure(400, 'BadRequest', expect.stringContaining('strict decoding error: unknown field "spec.nosuch"')),
      )
      const warned = await merge(`${address}?fieldValidation=Warn`, { spec: { nosuch: 1 } })
      expect(warned).toMatchObject({ code: 200, headers: { warning: '299 - "unknown field \\"spec.nosuch\\""' } })
    })

    it('says who may do what', async () => {
      const answer = await wire.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'create', resource: 'pods', namespace: 'default' } },
        },
      })
      expect(answer).toMatchObject({ code: 201, body: { status: { allowed: true } } })
    })
  })
}

interface ListBody {
  readonly metadata: { readonly continue?: string; readonly resourceVersion: string }
  readonly items: readonly { readonly metadata: { readonly name: string } }[]
}

const atLeast = (count: number) => (events: readonly WatchEvent[]) => events.length >= count
