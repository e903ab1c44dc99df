import { expect, it } from 'vitest'
import { configMap, failure, freshName, type KubeWireScene } from './kube-wire-scene'

/** Who owns which field, and what is kept apart from the rest. */
export function describeWiredFields(scene: () => KubeWireScene): void {
  it('applies on the server: owners, conflicts, force, and fields that are given up', async () => {
    const { wire, maps } = scene()
    const applied = freshName()
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
        body: configMap(applied),
        contentType: 'application/apply-patch+yaml',
      }),
    ).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
  })

  it('keeps scale and status apart from the rest', async () => {
    const { wire, deployments, image, merge } = scene()
    const deployment = freshName()
    const labels = { app: deployment }
    await wire.ask('POST', deployments, {
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: deployment },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: image }] } },
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
        body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: freshName() }, spec: { nosuch: 1 } },
      }),
    ).toMatchObject(
      failure(400, 'BadRequest', expect.stringContaining('strict decoding error: unknown field "spec.nosuch"')),
    )
    const warned = await merge(`${address}?fieldValidation=Warn`, { spec: { nosuch: 1 } })
    expect(warned).toMatchObject({ code: 200, headers: { warning: '299 - "unknown field \\"spec.nosuch\\""' } })
  })
}
