import { describe, expect, it } from 'vitest'
import { aConfigMap, aDeployment, apiWorld, CONFIG_MAPS, DEPLOYMENTS } from '@/lib/testing/practice/api-world'
import { at, type JsonObject } from './kube-object'

describe('create, get, list', () => {
  it('defaults, names and stamps what it stores', () => {
    const { ask } = apiWorld()
    const made = ask('POST', DEPLOYMENTS, aDeployment())
    expect(made).toMatchObject({
      metadata: { namespace: 'default', generation: 1 },
      spec: { revisionHistoryLimit: 10 },
    })
    expect(at(made, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds')).toBe(30)
    expect(ask('GET', `${DEPLOYMENTS}/web`)).toEqual(made)
    expect(ask('GET', DEPLOYMENTS)).toMatchObject({ kind: 'DeploymentList', items: [{ metadata: { name: 'web' } }] })
  })

  it('refuses in the words of the real server', () => {
    const { ask, call } = apiWorld()
    ask('POST', CONFIG_MAPS, aConfigMap('one'))
    expect(ask('POST', CONFIG_MAPS, aConfigMap('one'))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "one" already exists',
    })
    expect(ask('GET', `${DEPLOYMENTS}/nope`)).toMatchObject({ code: 404, message: 'deployments.apps "nope" not found' })
    expect(ask('POST', '/api/v1/namespaces/none/configmaps', aConfigMap('x'))).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    })
    expect(ask('POST', CONFIG_MAPS, aConfigMap('Bad Name'))).toMatchObject({ code: 422, reason: 'Invalid' })
    const unmatched = { ...aDeployment(), spec: { ...aDeployment().spec, selector: { matchLabels: { app: 'other' } } } }
    expect(ask('POST', DEPLOYMENTS, unmatched)['message']).toContain('`selector` does not match template `labels`')
    expect(call('GET', '/apis/none/v1/things')).toEqual({ status: 404, text: '404 page not found\n' })
  })

  it('selects by labels and fields', () => {
    const { ask } = apiWorld()
    for (const [name, tier] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', ''],
    ] as const) {
      ask('POST', CONFIG_MAPS, aConfigMap(name, tier === '' ? {} : { labels: { tier } }))
    }
    const names = (query: string) =>
      (ask('GET', `${CONFIG_MAPS}?${query}`)['items'] as JsonObject[]).map((item) => at(item, 'metadata', 'name'))
    expect(names('labelSelector=tier')).toEqual(['a', 'b'])
    expect(names('labelSelector=!tier')).toEqual(['c'])
    expect(names('labelSelector=tier%20in%20(x,z)')).toEqual(['a'])
    expect(names('labelSelector=tier!=x')).toEqual(['b', 'c'])
    expect(names('fieldSelector=metadata.name%3Db')).toEqual(['b'])
    expect(ask('GET', `${CONFIG_MAPS}?fieldSelector=data.a%3D1`)).toMatchObject({ code: 400 })
  })

  it('pages a list of one moment, and forgets old moments', () => {
    const { ask } = apiWorld()
    for (const name of ['a', 'b', 'c']) ask('POST', CONFIG_MAPS, aConfigMap(name))
    const first = ask('GET', `${CONFIG_MAPS}?limit=2`)
    expect(first).toMatchObject({ metadata: { remainingItemCount: 1 } })
    const token = String(at(first, 'metadata', 'continue'))
    expect(ask('GET', `${CONFIG_MAPS}?limit=2&continue=${token}`)['items']).toHaveLength(1)
    ask('DELETE', `${CONFIG_MAPS}/c`)
    expect(ask('GET', `${CONFIG_MAPS}?limit=2&continue=${token}`)['items']).toMatchObject([{ metadata: { name: 'c' } }])
    for (const other of Array.from({ length: 9 }, (_, index) => `more-${index}`)) {
      ask('POST', CONFIG_MAPS, aConfigMap(other))
      ask('GET', `${CONFIG_MAPS}?limit=1`)
    }
    expect(ask('GET', `${CONFIG_MAPS}?limit=2&continue=${token}`)).toMatchObject({ code: 410, reason: 'Expired' })
  })

  it('prints tables for kubectl', () => {
    const { ask } = apiWorld()
    ask('POST', DEPLOYMENTS, aDeployment())
    const table = ask('GET', DEPLOYMENTS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    expect(at(table, 'rows')).toMatchObject([{ cells: ['web', '0/2', 0, 0, '0s', 'web', 'nginx:1', 'app=web'] }])
  })
})

describe('watch', () => {
  it('starts with what is there, or after a version', () => {
    const { ask, watch } = apiWorld()
    ask('POST', CONFIG_MAPS, aConfigMap('a'))
    const version = at(ask('GET', CONFIG_MAPS), 'metadata', 'resourceVersion')
    const all = watch(`${CONFIG_MAPS}?watch=true`)
    const later = watch(`${CONFIG_MAPS}?watch=true&resourceVersion=${String(version)}`)
    ask('POST', CONFIG_MAPS, aConfigMap('b'))
    ask('DELETE', `${CONFIG_MAPS}/a`)
    expect(all.seen()).toEqual(['ADDED a', 'ADDED b', 'DELETED a'])
    expect(later.seen()).toEqual(['ADDED b', 'DELETED a'])
    later.stop()
    ask('DELETE', `${CONFIG_MAPS}/b`)
    expect(later.lines).toHaveLength(2)
  })

  it('is 410 Gone for a version that is no longer kept', () => {
    const { ask, watch } = apiWorld()
    for (let i = 0; i < 1100; i++)
      ask(i === 0 ? 'POST' : 'PUT', i === 0 ? CONFIG_MAPS : `${CONFIG_MAPS}/a`, {
        ...aConfigMap('a'),
        data: { a: String(i) },
      })
    expect(watch(`${CONFIG_MAPS}?watch=1&resourceVersion=3`).lines).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
    ])
  })

  it('shows objects as coming and going when their labels change', () => {
    const { ask, watch } = apiWorld()
    ask('POST', CONFIG_MAPS, aConfigMap('a', { labels: { on: 'yes' } }))
    const on = watch(`${CONFIG_MAPS}?watch=1&labelSelector=on%3Dyes`)
    const patch = (value: string) =>
      ask(
        'PATCH',
        `${CONFIG_MAPS}/a`,
        { metadata: { labels: { on: value } } },
        { contentType: 'application/merge-patch+json' },
      )
    patch('no')
    patch('yes')
    expect(on.seen()).toEqual(['ADDED a', 'DELETED a', 'ADDED a'])
  })
})

describe('delete', () => {
  it('waits for finalizers', () => {
    const { ask, watch } = apiWorld()
    ask('POST', CONFIG_MAPS, aConfigMap('a', { finalizers: ['x/y'] }))
    const seen = watch(`${CONFIG_MAPS}?watch=1`)
    ask('DELETE', `${CONFIG_MAPS}/a`)
    expect(at(ask('GET', `${CONFIG_MAPS}/a`), 'metadata', 'deletionTimestamp')).toBe('2026-05-01T12:00:00Z')
    ask(
      'PATCH',
      `${CONFIG_MAPS}/a`,
      { metadata: { finalizers: null } },
      { contentType: 'application/merge-patch+json' },
    )
    expect(seen.seen()).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a'])
  })

  it('gives a pod on a node its grace, and one without a node none', () => {
    const { ask } = apiWorld()
    const pod = (name: string, nodeName?: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { nodeName, containers: [{ name: 'c', image: 'i:1' }] },
    })
    const PODS = '/api/v1/namespaces/default/pods'
    ask('POST', PODS, pod('placed', 'n1'))
    ask('POST', PODS, pod('waiting'))
    ask('DELETE', `${PODS}/waiting`)
    expect(ask('GET', `${PODS}/waiting`)).toMatchObject({ code: 404 })
    ask('DELETE', `${PODS}/placed`, { gracePeriodSeconds: 5 })
    expect(ask('GET', `${PODS}/placed`)).toMatchObject({
      metadata: { deletionTimestamp: '2026-05-01T12:00:05Z', deletionGracePeriodSeconds: 5 },
    })
    ask('DELETE', `${PODS}/placed`, { gracePeriodSeconds: 0 })
    expect(ask('GET', `${PODS}/placed`)).toMatchObject({ code: 404 })
  })
})
