import { expect, it } from 'vitest'
import { configMap, failure, freshName, type KubeWireScene } from './kube-wire-scene'

/** Single objects: codes, `Status` bodies, names, versions and finalizers. */
export function describeWiredObjects(scene: () => KubeWireScene): void {
  it('refuses strangers and what it does not serve', async () => {
    const { wire, maps, make } = scene()
    expect(await wire.ask('GET', '/api/v1/nodes', { known: false })).toMatchObject(
      failure(401, 'Unauthorized', 'Unauthorized'),
    )
    for (const address of ['/nosuch', '/apis/metrics.k8s.io/v1beta1/nodes'])
      expect(await wire.ask('GET', address)).toMatchObject({ code: 404, body: '404 page not found\n' })
    expect(await wire.ask('GET', '/api/v1/nosuch')).toMatchObject(
      failure(404, 'NotFound', 'the server could not find the requested resource'),
    )
    expect(await wire.ask('POST', `${maps}/x`, { body: configMap('x') })).toMatchObject(
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
    const { wire, maps, make } = scene()
    const { address, mapName } = await make()
    expect(await wire.ask('POST', maps, { body: configMap(mapName) })).toMatchObject(
      failure(409, 'AlreadyExists', `configmaps "${mapName}" already exists`),
    )
    expect(await wire.ask('GET', `${maps}/nosuch`)).toMatchObject({
      code: 404,
      body: { reason: 'NotFound', details: { name: 'nosuch', kind: 'configmaps' } },
    })
    expect(await wire.ask('POST', maps, { body: { apiVersion: 'v1', kind: 'ConfigMap' } })).toMatchObject(
      failure(422, 'Invalid', expect.stringContaining('name or generateName is required')),
    )
    expect(await wire.ask('PUT', address, { body: configMap('other') })).toMatchObject(
      failure(400, 'BadRequest', `the name of the object (other) does not match the name on the URL (${mapName})`),
    )
    expect(await wire.ask('POST', maps, { body: configMap('x', { namespace: 'default' }) })).toMatchObject(
      failure(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      ),
    )
    expect(await wire.ask('PUT', `${maps}/nosuch`, { body: configMap('nosuch') })).toMatchObject(
      failure(404, 'NotFound'),
    )
  })

  it('makes names, and stores nothing in a dry run', async () => {
    const { wire, maps } = scene()
    const made = await wire.ask('POST', maps, { body: { ...configMap(''), metadata: { generateName: 'made-' } } })
    expect(made).toMatchObject({
      code: 201,
      body: { metadata: { name: expect.stringMatching(/^made-[a-z0-9]{5}$/) } },
    })
    const dry = freshName()
    expect(await wire.ask('POST', `${maps}?dryRun=All`, { body: configMap(dry) })).toMatchObject({
      code: 201,
      body: { metadata: { name: dry, uid: expect.any(String) } },
    })
    expect(await wire.ask('GET', `${maps}/${dry}`)).toMatchObject({ code: 404 })
  })

  it('lets nobody write over what he has not seen', async () => {
    const { wire, make, merge } = scene()
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
    const { wire, make, merge } = scene()
    const { address, mapName } = await make({ finalizers: ['example.com/wait'] })
    expect(await wire.ask('DELETE', address)).toMatchObject({
      code: 200,
      body: { kind: 'ConfigMap', metadata: { name: mapName, deletionTimestamp: expect.any(String) } },
    })
    expect(await merge(address, { metadata: { finalizers: ['example.com/wait', 'example.com/new'] } })).toMatchObject(
      failure(422, 'Invalid', expect.stringContaining('no new finalizers can be added if the object is being deleted')),
    )
    expect(await merge(address, { metadata: { finalizers: null } })).toMatchObject({ code: 200 })
    expect(await wire.ask('GET', address)).toMatchObject({ code: 404 })
    const gone = await make()
    expect(await wire.ask('DELETE', gone.address)).toMatchObject({
      code: 200,
      body: { kind: 'Status', status: 'Success', details: { name: gone.mapName, kind: 'configmaps' } },
    })
  })

  it('says who may do what', async () => {
    const { wire } = scene()
    const answer = await wire.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'create', resource: 'pods', namespace: 'default' } },
      },
    })
    expect(answer).toMatchObject({ code: 201, body: { status: { allowed: true } } })
  })
}
