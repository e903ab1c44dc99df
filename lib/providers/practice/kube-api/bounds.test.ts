import { describe, expect, it } from 'vitest'
import { aDeployment, apiWorld, CONFIG_MAPS, DEPLOYMENTS } from '@/lib/testing/practice/api-world'
import { at } from './kube-object'
import { protobufToJson } from './protobuf-body'
import { typeOf } from './resource-type'
import { labelMatcher } from './selectors'
import { StatusError } from './status-error'

const SERVICES = '/api/v1/namespaces/default/services'
const configMap = (name: string, data: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const jsonPatch = { contentType: 'application/json-patch+json' }
const strategic = { contentType: 'application/strategic-merge-patch+json' }

/** What it costs must not grow with the square of what was sent: milliseconds where it was minutes, or for ever. */
const QUICK_MS = 5_000
function quickly<T>(work: () => T): T {
  const startedAt = performance.now()
  const result = work()
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS)
  return result
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes])

/** A ConfigMap as kubectl would send it, with these bytes as its metadata. */
function protobufConfigMap(meta: Buffer): Buffer {
  const type = Buffer.concat([field(1, Buffer.from('v1')), field(2, Buffer.from('ConfigMap'))])
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, field(1, meta))])
}

describe('a body that costs more than it weighs', () => {
  it('is refused as protobuf once it holds too many values, long before all are read', () => {
    const finalizers = Buffer.concat(many(700_000, () => Buffer.from([(14 << 3) | 2, 2, 120, 121])))
    expect(() => quickly(() => protobufToJson(protobufConfigMap(finalizers)))).toThrow(StatusError)
    // As many as are allowed are read in no time, too.
    const few = Buffer.concat(many(100_000, () => Buffer.from([(14 << 3) | 2, 2, 120, 121])))
    expect(quickly(() => protobufToJson(protobufConfigMap(few)))).toContain('"xy","xy"')
    const labels = Buffer.concat(many(50_000, (i) => field(11, Buffer.concat([field(1, Buffer.from(`k${i}`))]))))
    expect(quickly(() => protobufToJson(protobufConfigMap(labels)))).toContain('"k49999":""')
  })

  it('is refused with the field and the limit: lists, depth, values, texts', () => {
    const { ask, call } = apiWorld()
    const post = (body: unknown) => quickly(() => ask('POST', CONFIG_MAPS, body))
    const finalizers = many(100_000, (i) => `a.b/${i}`)
    expect(post({ ...configMap('a'), metadata: { name: 'a', finalizers } })).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: 'the body of the request is invalid: metadata.finalizers: Too many: 100000: must have at most 64 items',
      details: { causes: [{ reason: 'FieldValueTooMany', field: 'metadata.finalizers' }] },
    })
    const body = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    expect(quickly(() => call('POST', CONFIG_MAPS, undefined, { body }))).toMatchObject({
      status: 422,
      json: { message: expect.stringContaining('nested deeper than 120 levels') },
    })
    expect(post(configMap('a', { x: many(1_000, () => many(1_000, () => 0)) }))).toMatchObject({ code: 422 })
    expect(post(aDeployment(':'.repeat(1_000_000)))).toMatchObject({
      message: expect.stringMatching(
        /spec\.template\.spec\.containers\[0\]\.image: Too long: may not be more than 1024 bytes/,
      ),
    })
    const containers = many(40, (i) => ({ name: `c${i}`, image: 'x' }))
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } }
    expect(ask('POST', '/api/v1/namespaces/default/pods', pod)).toMatchObject({
      message: expect.stringMatching(/spec\.containers: Too many: 40: must have at most 32 items/),
    })
  })

  it('is refused as long YAML, while long JSON under that name is read', () => {
    const { call } = apiWorld()
    const apply = { contentType: 'application/apply-patch+yaml' }
    const address = `${CONFIG_MAPS}/a?fieldManager=me`
    const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${many(50_000, (i) => `  k${i}: v`).join('\n')}`
    expect(quickly(() => call('PATCH', address, undefined, { ...apply, body: yaml }))).toMatchObject({ status: 413 })
    const text = JSON.stringify(configMap('a', { text: 'x'.repeat(100_000) }))
    expect(call('PATCH', address, undefined, { ...apply, body: text })).toMatchObject({ status: 201 })
  })
})

describe('a patch', () => {
  it('may not grow by copying: 27 copies of the whole into itself', () => {
    const { ask } = apiWorld()
    ask('POST', CONFIG_MAPS, configMap('a', { text: 'x'.repeat(1_000) }))
    const copies = many(27, (i) => ({ op: 'copy', from: '', path: `/c${i}` }))
    expect(quickly(() => ask('PATCH', `${CONFIG_MAPS}/a`, copies, jsonPatch))).toMatchObject({
      code: 422,
      message: expect.stringMatching(/the accumulated size increase of copy is \d+, exceeding the limit 1572864/),
    })
    const one = [{ op: 'copy', from: '/data/text', path: '/data/same' }]
    expect(at(ask('PATCH', `${CONFIG_MAPS}/a`, one, jsonPatch), 'data', 'same')).toHaveLength(1_000)
    const long = many(1_000, () => ({ op: 'test', path: '/data/text', value: 'x'.repeat(1_000) }))
    expect(ask('PATCH', `${CONFIG_MAPS}/a`, long, jsonPatch)).toMatchObject({ kind: 'ConfigMap' })
  })

  it('of a scale is held to the same', () => {
    const { ask } = apiWorld()
    ask('POST', DEPLOYMENTS, aDeployment())
    const copies = many(27, (i) => ({ op: 'copy', from: '', path: `/c${i}` }))
    expect(quickly(() => ask('PATCH', `${DEPLOYMENTS}/web/scale`, copies, jsonPatch))).toMatchObject({ code: 422 })
  })

  it('of long keyed lists takes no time, nor does who owns which of their items', () => {
    const { ask } = apiWorld()
    const containers = (from: number, env = 80) =>
      many(32, (c) => ({ name: `c${c}`, image: 'x', env: many(env, (i) => ({ name: `E${from + i}`, value: '1' })) }))
    const withEnv = (from: number) => {
      const deployment = aDeployment()
      const template = { ...deployment.spec.template, spec: { containers: containers(from) } }
      return { ...deployment, spec: { ...deployment.spec, template } }
    }
    const huge = { spec: { template: { spec: { containers: containers(0, 5_000).slice(0, 3) } } } }
    const apply = { contentType: 'application/apply-patch+yaml' }
    const address = `${DEPLOYMENTS}/web?fieldManager=me&force=true`
    quickly(() => ask('PATCH', address, withEnv(0), apply))
    // All of them go, and as many others come.
    expect(quickly(() => ask('PATCH', address, withEnv(1_000), apply))).toMatchObject({ kind: 'Deployment' })
    expect(quickly(() => ask('PATCH', `${DEPLOYMENTS}/web`, { spec: withEnv(1_000).spec }, strategic))).toMatchObject({
      kind: 'Deployment',
    })
    expect(quickly(() => ask('PATCH', `${DEPLOYMENTS}/web`, huge, strategic))).toMatchObject({
      message: expect.stringMatching(
        /spec\.template\.spec\.containers\[0\]\.env: Too many: 5000: must have at most 500 items/,
      ),
    })
    const live = ask('GET', `${DEPLOYMENTS}/web`)
    expect(quickly(() => ask('PUT', `${DEPLOYMENTS}/web`, { ...live, spec: withEnv(1_000).spec }))).toMatchObject({
      kind: 'Deployment',
    })
  })

  it('by ever other managers keeps a list of them that stays short', () => {
    const { ask } = apiWorld()
    ask('POST', CONFIG_MAPS, configMap('a'))
    const merge = { contentType: 'application/merge-patch+json' }
    for (let i = 0; i < 40; i++)
      ask('PATCH', `${CONFIG_MAPS}/a?fieldManager=m${i}`, { data: { [`k${i}`]: 'v' } }, merge)
    const fields = at(ask('GET', `${CONFIG_MAPS}/a`), 'metadata', 'managedFields')
    expect(fields).toHaveLength(10)
    expect(fields).toContainEqual(expect.objectContaining({ manager: 'ancient-changes' }))
  })
})

describe('selectors', () => {
  it('of many commas and brackets take no time', () => {
    quickly(() => labelMatcher(','.repeat(500_000)))
    for (const text of ['a in (x,'.repeat(80), '('.repeat(16_000), `a=${' '.repeat(16_000)}(`, `${'('.repeat(8_000)})`])
      expect(() => quickly(() => labelMatcher(text))).toThrow(StatusError)
    expect(() => labelMatcher(many(101, (i) => `k${i}`).join(','))).toThrow('at most 100')
    const matches = labelMatcher('a in (x, y),b notin (z),!c')
    const object = (labels: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', labels },
    })
    expect(matches(object({ a: 'y', b: 'q' }))).toBe(true)
    expect(matches(object({ a: 'y', b: 'z' }))).toBe(false)
  })
})

describe('a full cluster', () => {
  it('refuses one more as a quota does: by kind, by number, by size', () => {
    const { ask, store } = apiWorld()
    const namespaces = many(120, (i) => ask('POST', '/api/v1/namespaces', { metadata: { name: `n${i}` } }))
    expect(namespaces.at(-1)).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'namespaces "n119" is forbidden: exceeded quota: practice-cluster, requested: namespaces=1, used: namespaces=100, limited: namespaces=100',
    })
    const big = (name: string, size: number) => ask('POST', CONFIG_MAPS, configMap(name, { text: 'x'.repeat(size) }))
    expect(big('huge', 2_000_000)).toMatchObject({
      code: 403,
      message: expect.stringMatching(/requested: bytes-per-object=/),
    })
    const answers = many(10, (i) => big(`big${i}`, 1_000_000))
    expect(answers.at(-1)).toMatchObject({
      code: 403,
      message: expect.stringMatching(/exceeded quota: practice-cluster, requested: bytes=/),
    })
    expect(store.weight).toBeLessThan(9 * 2 ** 20)
    // What is there can be deleted and made smaller, and then there is room again.
    expect(ask('DELETE', `${CONFIG_MAPS}/big0`)).toMatchObject({ status: 'Success' })
    expect(big('again', 1_000_000)).toMatchObject({ kind: 'ConfigMap' })
    for (const { metadata } of store.list(typeOf('ConfigMap'))) ask('DELETE', `${CONFIG_MAPS}/${metadata.name}`)
    const small = many(2_100, (i) => ask('POST', CONFIG_MAPS, configMap(`c${i}`)))
    expect(small.at(-1)).toMatchObject({ code: 403, message: expect.stringMatching(/limited: objects=2000/) })
  })

  it('keeps no more of past changes than it may, however large objects are', () => {
    const { ask, store } = apiWorld()
    ask('POST', CONFIG_MAPS, configMap('a', { text: 'x'.repeat(1_000_000) }))
    const merge = { contentType: 'application/merge-patch+json' }
    const first = store.latest
    for (let i = 0; i < 20; i++) ask('PATCH', `${CONFIG_MAPS}/a`, { data: { i: String(i) } }, merge)
    expect(() => store.changesAfter(first)).toThrow('too old resource version')
    expect(store.changesAfter(store.latest - 1)).toHaveLength(1)
  })
})

describe('a service', () => {
  it('with 2,500 ports is refused', () => {
    const { ask } = apiWorld()
    const service = (count: number) => ({
      metadata: { name: 'wide' },
      spec: { type: 'LoadBalancer', ports: many(count, (i) => ({ name: `p${i}`, port: 1_000 + i })) },
    })
    expect(ask('POST', SERVICES, service(2_500))).toMatchObject({
      code: 422,
      message: expect.stringMatching(/spec\.ports: Too many: 2500: must have at most 100 items/),
    })
  })
})
