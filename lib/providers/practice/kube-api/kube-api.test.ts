import { describe, expect, it } from 'vitest'
import type { ApiAnswer, ApiRequest } from './api-exchange'
import { KubeApi } from './kube-api'
import { at, type JsonObject } from './kube-object'
import { ObjectStore } from './object-store'
import { typeOf } from './resource-type'

const NOW = Date.parse('2026-05-01T12:00:00Z')

function setUp() {
  const store = new ObjectStore(() => NOW)
  const api = new KubeApi({
    store,
    gitVersion: 'v1.36.1+k3s1',
    prefix: '',
    now: () => NOW,
    admit: (_type, object) => object,
    kubelets: { streamLog: (_pod, _options, sink) => sink.end() },
  })
  for (const name of ['default', 'kube-system']) {
    store.create(typeOf('Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  }
  const call = (method: string, address: string, body?: unknown, headers: Partial<ApiRequest> = {}): ApiAnswer => {
    const url = new URL(address, 'http://api')
    return api.handle({
      method,
      pathname: url.pathname,
      query: url.searchParams,
      contentType: 'application/json',
      accept: 'application/json',
      agent: 'tester',
      body: body === undefined ? '' : JSON.stringify(body),
      ...headers,
    })
  }
  const ask = (...args: Parameters<typeof call>): JsonObject => {
    const answer = call(...args)
    if (!('json' in answer)) throw new Error('no JSON')
    return answer.json
  }
  const watch = (address: string, headers: Partial<ApiRequest> = {}) => {
    const answer = call('GET', address, undefined, headers)
    if (!('stream' in answer)) throw new Error('no stream')
    const lines: JsonObject[] = []
    const closers: (() => void)[] = []
    const stop = () => {
      for (const close of closers) close()
    }
    answer.stream({
      write: (text) =>
        lines.push(
          ...text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as JsonObject),
        ),
      end: stop,
      onClose: (close) => closers.push(close),
    })
    return {
      lines,
      stop,
      seen: () =>
        lines.map(
          (line) =>
            `${String(line['type'])} ${String(at(line, 'object', 'metadata', 'name') ?? at(line, 'object', 'reason'))}`,
        ),
    }
  }
  return { store, call, ask, watch }
}

const web = (image = 'nginx:1', replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
  },
})
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const MAPS = '/api/v1/namespaces/default/configmaps'
const map = (name: string, extra: JsonObject = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...extra },
  data: { a: '1' },
})

describe('create, get, list', () => {
  it('defaults, names and stamps what it stores', () => {
    const { ask } = setUp()
    const made = ask('POST', DEPLOYMENTS, web())
    expect(made).toMatchObject({
      metadata: { namespace: 'default', generation: 1 },
      spec: { revisionHistoryLimit: 10 },
    })
    expect(at(made, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds')).toBe(30)
    expect(ask('GET', `${DEPLOYMENTS}/web`)).toEqual(made)
    expect(ask('GET', DEPLOYMENTS)).toMatchObject({ kind: 'DeploymentList', items: [{ metadata: { name: 'web' } }] })
  })

  it('refuses in the words of the real server', () => {
    const { ask, call } = setUp()
    ask('POST', MAPS, map('one'))
    expect(ask('POST', MAPS, map('one'))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "one" already exists',
    })
    expect(ask('GET', `${DEPLOYMENTS}/nope`)).toMatchObject({ code: 404, message: 'deployments.apps "nope" not found' })
    expect(ask('POST', '/api/v1/namespaces/none/configmaps', map('x'))).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    })
    expect(ask('POST', MAPS, map('Bad Name'))).toMatchObject({ code: 422, reason: 'Invalid' })
    const unmatched = { ...web(), spec: { ...web().spec, selector: { matchLabels: { app: 'other' } } } }
    expect(ask('POST', DEPLOYMENTS, unmatched)['message']).toContain('`selector` does not match template `labels`')
    expect(call('GET', '/apis/none/v1/things')).toEqual({ status: 404, text: '404 page not found\n' })
  })

  it('selects by labels and fields', () => {
    const { ask } = setUp()
    for (const [name, tier] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', ''],
    ] as const) {
      ask('POST', MAPS, map(name, tier === '' ? {} : { labels: { tier } }))
    }
    const names = (query: string) =>
      (ask('GET', `${MAPS}?${query}`)['items'] as JsonObject[]).map((item) => at(item, 'metadata', 'name'))
    expect(names('labelSelector=tier')).toEqual(['a', 'b'])
    expect(names('labelSelector=!tier')).toEqual(['c'])
    expect(names('labelSelector=tier%20in%20(x,z)')).toEqual(['a'])
    expect(names('labelSelector=tier!=x')).toEqual(['b', 'c'])
    expect(names('fieldSelector=metadata.name%3Db')).toEqual(['b'])
    expect(ask('GET', `${MAPS}?fieldSelector=data.a%3D1`)).toMatchObject({ code: 400 })
  })

  it('pages a list of one moment, and forgets old moments', () => {
    const { ask } = setUp()
    for (const name of ['a', 'b', 'c']) ask('POST', MAPS, map(name))
    const first = ask('GET', `${MAPS}?limit=2`)
    expect(first).toMatchObject({ metadata: { remainingItemCount: 1 } })
    const token = String(at(first, 'metadata', 'continue'))
    expect(ask('GET', `${MAPS}?limit=2&continue=${token}`)['items']).toHaveLength(1)
    ask('DELETE', `${MAPS}/c`)
    expect(ask('GET', `${MAPS}?limit=2&continue=${token}`)['items']).toMatchObject([{ metadata: { name: 'c' } }])
    for (const other of Array.from({ length: 9 }, (_, index) => `more-${index}`)) {
      ask('POST', MAPS, map(other))
      ask('GET', `${MAPS}?limit=1`)
    }
    expect(ask('GET', `${MAPS}?limit=2&continue=${token}`)).toMatchObject({ code: 410, reason: 'Expired' })
  })

  it('prints tables for kubectl', () => {
    const { ask } = setUp()
    ask('POST', DEPLOYMENTS, web())
    const table = ask('GET', DEPLOYMENTS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    expect(at(table, 'rows')).toMatchObject([{ cells: ['web', '0/2', 0, 0, '0s', 'web', 'nginx:1', 'app=web'] }])
  })
})

describe('watch', () => {
  it('starts with what is there, or after a version', () => {
    const { ask, watch } = setUp()
    ask('POST', MAPS, map('a'))
    const version = at(ask('GET', MAPS), 'metadata', 'resourceVersion')
    const all = watch(`${MAPS}?watch=true`)
    const later = watch(`${MAPS}?watch=true&resourceVersion=${String(version)}`)
    ask('POST', MAPS, map('b'))
    ask('DELETE', `${MAPS}/a`)
    expect(all.seen()).toEqual(['ADDED a', 'ADDED b', 'DELETED a'])
    expect(later.seen()).toEqual(['ADDED b', 'DELETED a'])
    later.stop()
    ask('DELETE', `${MAPS}/b`)
    expect(later.lines).toHaveLength(2)
  })

  it('is 410 Gone for a version that is no longer kept', () => {
    const { ask, watch } = setUp()
    for (let i = 0; i < 1100; i++)
      ask(i === 0 ? 'POST' : 'PUT', i === 0 ? MAPS : `${MAPS}/a`, { ...map('a'), data: { a: String(i) } })
    expect(watch(`${MAPS}?watch=1&resourceVersion=3`).lines).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
    ])
  })

  it('shows objects as coming and going when their labels change', () => {
    const { ask, watch } = setUp()
    ask('POST', MAPS, map('a', { labels: { on: 'yes' } }))
    const on = watch(`${MAPS}?watch=1&labelSelector=on%3Dyes`)
    const patch = (value: string) =>
      ask(
        'PATCH',
        `${MAPS}/a`,
        { metadata: { labels: { on: value } } },
        { contentType: 'application/merge-patch+json' },
      )
    patch('no')
    patch('yes')
    expect(on.seen()).toEqual(['ADDED a', 'DELETED a', 'ADDED a'])
  })
})

describe('update and patch', () => {
  it('refuses an update of an old version, and counts generations by the spec', () => {
    const { ask } = setUp()
    const made = ask('POST', DEPLOYMENTS, web())
    expect(at(ask('PUT', `${DEPLOYMENTS}/web`, { ...made, spec: web('nginx:2').spec }), 'metadata', 'generation')).toBe(
      2,
    )
    expect(ask('PUT', `${DEPLOYMENTS}/web`, made)).toMatchObject({ code: 409, reason: 'Conflict' })
    const same = ask('GET', `${DEPLOYMENTS}/web`)
    expect(ask('PUT', `${DEPLOYMENTS}/web`, same)).toEqual(same)
  })

  it('merges containers by name in a strategic patch, and deletes by directive', () => {
    const { ask } = setUp()
    ask('POST', DEPLOYMENTS, web())
    const strategic = { contentType: 'application/strategic-merge-patch+json' }
    const containers = (patch: unknown) =>
      at(
        ask('PATCH', `${DEPLOYMENTS}/web`, { spec: { template: { spec: { containers: patch } } } }, strategic),
        'spec',
        'template',
        'spec',
        'containers',
      )
    expect(containers([{ name: 'side', image: 'busybox:1' }])).toMatchObject([{ name: 'web' }, { name: 'side' }])
    expect(containers([{ name: 'web', image: 'nginx:9' }])).toMatchObject([{ image: 'nginx:9' }, { name: 'side' }])
    expect(containers([{ name: 'side', $patch: 'delete' }])).toMatchObject([{ name: 'web', image: 'nginx:9' }])
  })

  it('scales by the subresource, by JSON patch too', () => {
    const { ask } = setUp()
    ask('POST', DEPLOYMENTS, web())
    expect(
      ask(
        'PATCH',
        `${DEPLOYMENTS}/web/scale`,
        { spec: { replicas: 5 } },
        { contentType: 'application/merge-patch+json' },
      ),
    ).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } })
    ask('PATCH', `${DEPLOYMENTS}/web/scale`, [{ op: 'replace', path: '/spec/replicas', value: 7 }], {
      contentType: 'application/json-patch+json',
    })
    expect(at(ask('GET', `${DEPLOYMENTS}/web`), 'spec', 'replicas')).toBe(7)
  })

  it('keeps status and spec apart', () => {
    const { ask } = setUp()
    ask('POST', DEPLOYMENTS, web())
    const merge = { contentType: 'application/merge-patch+json' }
    ask('PATCH', `${DEPLOYMENTS}/web/status`, { status: { readyReplicas: 2 }, spec: { replicas: 9 } }, merge)
    ask('PATCH', `${DEPLOYMENTS}/web`, { status: { readyReplicas: 0 } }, merge)
    expect(ask('GET', `${DEPLOYMENTS}/web`)).toMatchObject({ spec: { replicas: 2 }, status: { readyReplicas: 2 } })
  })
})

describe('server-side apply', () => {
  const apply = (setup: ReturnType<typeof setUp>, body: unknown, manager: string, force = false) =>
    setup.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=${manager}${force ? '&force=true' : ''}`, body, {
      contentType: 'application/apply-patch+yaml',
    })

  it('creates, changes nothing when repeated, and removes what is no longer declared', () => {
    const setup = setUp()
    const first = apply(setup, web(), 'alice')
    expect(apply(setup, web(), 'alice')['metadata']).toEqual(first['metadata'])
    const { labels: _gone, ...metadata } = web().metadata
    expect(at(apply(setup, { ...web(), metadata }, 'alice'), 'metadata', 'labels')).toBeUndefined()
  })

  it('names every conflict and its owner, and takes fields over when forced', () => {
    const setup = setUp()
    apply(setup, web('nginx:1'), 'alice')
    const refused = apply(setup, web('nginx:2', 3), 'bob')
    expect(refused).toMatchObject({ code: 409, reason: 'Conflict' })
    expect(refused['message']).toBe(
      'Apply failed with 2 conflicts: conflicts with "alice":\n- .spec.replicas\n- .spec.template.spec.containers[name="web"].image',
    )
    expect(at(apply(setup, web('nginx:2', 3), 'bob', true), 'spec', 'replicas')).toBe(3)
    expect(apply(setup, web('nginx:1'), 'alice')).toMatchObject({ code: 409 })
  })

  it('lets an update take a field over from an applier', () => {
    const setup = setUp()
    apply(setup, web('nginx:1', 2), 'alice')
    setup.ask(
      'PATCH',
      `${DEPLOYMENTS}/web?fieldManager=kubectl-scale`,
      { spec: { replicas: 4 } },
      { contentType: 'application/merge-patch+json' },
    )
    expect(apply(setup, web('nginx:1', 2), 'alice')['message']).toContain(
      'conflict with "kubectl-scale" using apps/v1: .spec.replicas',
    )
  })
})

describe('delete', () => {
  it('waits for finalizers', () => {
    const { ask, watch } = setUp()
    ask('POST', MAPS, map('a', { finalizers: ['x/y'] }))
    const seen = watch(`${MAPS}?watch=1`)
    ask('DELETE', `${MAPS}/a`)
    expect(at(ask('GET', `${MAPS}/a`), 'metadata', 'deletionTimestamp')).toBe('2026-05-01T12:00:00Z')
    ask('PATCH', `${MAPS}/a`, { metadata: { finalizers: null } }, { contentType: 'application/merge-patch+json' })
    expect(seen.seen()).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a'])
  })

  it('gives a pod on a node its grace, and one without a node none', () => {
    const { ask } = setUp()
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
