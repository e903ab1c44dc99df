import fc from 'fast-check'
import { at } from '@/lib/providers/practice/kube-api/kube-object'
import { likeButOdd, oddText } from '@/lib/testing/odd-input'
import { aConfigMap, aDeployment, CONFIG_MAPS, DEPLOYMENTS } from './api-world'

const template = {
  metadata: { labels: { app: 'x' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1', command: ['sh', '-c', 'sleep 1; exit 3'] }] },
}
const METADATA = { name: 'web', labels: { app: 'x' }, annotations: { a: '1' }, finalizers: ['example.com/wait'] }
const THINGS = '/apis/odd.example/v1/namespaces/default/things'
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Collections with a good object of each. */
const COLLECTIONS: readonly (readonly [string, unknown])[] = [
  [CONFIG_MAPS, { ...aConfigMap('web'), metadata: METADATA }],
  [DEPLOYMENTS, aDeployment('nginx:1', 1)],
  ['/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec: template.spec }],
  ['/api/v1/namespaces/default/secrets', { metadata: { name: 'web' }, stringData: { a: 'b' }, type: 'Opaque' }],
  [
    '/api/v1/namespaces/default/services',
    { metadata: { name: 'web' }, spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80, name: 'a' }] } },
  ],
  ['/api/v1/namespaces', { metadata: { name: 'web', labels: {} } }],
  ['/api/v1/events', { metadata: { name: 'web' }, involvedObject: { kind: 'Pod', name: 'web' }, count: 1 }],
  ['/api/v1/nodes', { metadata: { name: 'node-1' }, spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }],
  ['/apis/batch/v1/namespaces/default/jobs', { metadata: { name: 'web' }, spec: { template, completions: 1 } }],
  [
    '/apis/batch/v1/namespaces/default/cronjobs',
    { metadata: { name: 'web' }, spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } } },
  ],
  [
    '/apis/apps/v1/namespaces/default/statefulsets',
    { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: { app: 'x' } }, template } },
  ],
  [
    '/apis/apps/v1/namespaces/default/daemonsets',
    { metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'x' } }, template } },
  ],
  [
    DEFINITIONS,
    {
      metadata: { name: 'things.odd.example' },
      spec: {
        group: 'odd.example',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList', shortNames: ['th'] },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          },
        ],
      },
    },
  ],
  [THINGS, { metadata: METADATA, spec: { size: 1, constructor: [{ a: 1 }], ports: [{ port: 1 }] } }],
]

const BODIES: readonly unknown[] = [
  { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'web' }, spec: { replicas: 1 } },
  [
    { op: 'replace', path: '/metadata/labels/app', value: 'y' },
    { op: 'test', path: '/spec/replicas', value: 1 },
  ],
  { spec: { template: { spec: { containers: [{ name: 'main', $patch: 'delete' }] } }, $retainKeys: ['replicas'] } },
  { metadata: { managedFields: [{ manager: 'a', operation: 'Apply', fieldsV1: { 'f:spec': { 'k:{"a":1}': {} } } }] } },
  { gracePeriodSeconds: 0, propagationPolicy: 'Foreground', preconditions: { uid: 'x' } },
]

const PATCH_TYPES = [
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
]
const PROTOBUF = 'application/vnd.kubernetes.protobuf'

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  labelSelector: ['app=x', 'app in (x, y)', '!app', 'a,b', 'app notin ()'],
  fieldSelector: ['metadata.name=web', 'status.phase!=Running', 'spec.nodeName='],
  limit: ['1', '-1', '1e9'],
  continue: [Buffer.from('{"rv":1,"from":0}').toString('base64url')],
  resourceVersion: ['0', '1', '99999999'],
  dryRun: ['All'],
  fieldManager: ['me'],
  fieldValidation: ['Strict', 'Warn', 'Ignore'],
  force: ['true'],
  gracePeriodSeconds: ['0', '30'],
  propagationPolicy: ['Orphan', 'Foreground'],
  container: ['main'],
  tailLines: ['1', '-1'],
  sinceTime: ['2026-01-01T00:00:00Z'],
  sinceSeconds: ['1'],
  limitBytes: ['1'],
  includeObject: ['None', 'Object'],
  watch: ['1'],
  sendInitialEvents: ['true'],
  allowWatchBookmarks: ['true'],
  timeoutSeconds: ['1', '1e12'],
  follow: ['true'],
}

/** Short enough that Node takes the whole address. */
const shortText = () => oddText().map((text) => text.slice(0, 200).toWellFormed())
const odd = (good: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: shortText() })
/** A part of an address: encoded as clients do, or not quite. */
const segment = (good: readonly string[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...good) },
    { weight: 2, arbitrary: shortText().map(encodeURIComponent) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%c3', '..', '', 'a%2fb', '%00', 'constructor', '__proto__') },
  )
const bodyOf = (good: unknown) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(good).map(textOf) },
    { weight: 6, arbitrary: likeButOdd(good).map(textOf) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...BODIES)
        .chain(likeButOdd)
        .map(textOf),
    },
    { weight: 1, arbitrary: oddText() },
  )
const textOf = (value: unknown) => JSON.stringify(value) ?? ''

/** What clients mean: mostly one of these. */
const INTENTS: readonly { readonly method: string; readonly onOne: boolean; readonly types: readonly string[] }[] = [
  { method: 'GET', onOne: false, types: [''] },
  { method: 'GET', onOne: true, types: [''] },
  { method: 'POST', onOne: false, types: ['application/json', 'application/yaml'] },
  { method: 'POST', onOne: false, types: ['application/json'] },
  { method: 'PUT', onOne: true, types: ['application/json'] },
  { method: 'PATCH', onOne: true, types: PATCH_TYPES },
  { method: 'PATCH', onOne: true, types: PATCH_TYPES },
  { method: 'DELETE', onOne: true, types: ['application/json'] },
  { method: 'DELETE', onOne: false, types: ['application/json'] },
]

/** A request to an API server. */
export interface KubeCall {
  readonly method: string
  readonly collection: string
  readonly name: string | null
  readonly subresource: string | null
  readonly query: readonly (readonly [key: string, value: string])[]
  readonly contentType: string
  readonly accept: string
  readonly body: string
}

/** Requests that are good in most of their parts, and odd in the others. */
export const oddKubeCall = (): fc.Arbitrary<KubeCall> =>
  fc.tuple(fc.constantFrom(...COLLECTIONS), fc.constantFrom(...INTENTS)).chain(([[collection, good], intent]) =>
    fc.record({
      method: mostly(intent.method, fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
      collection: mostly(collection, segment(['/api/v1', '/apis', '/openapi/v3/apis/apps/v1'])),
      name: mostly(intent.onOne ? nameOf(good) : null, fc.option(segment(['web']))),
      subresource: mostly(null, segment(['status', 'scale', 'log', 'eviction', 'exec'])),
      query: fc.uniqueArray(parameter(), { maxLength: 2, selector: ([key]) => key }),
      contentType: fc
        .constantFrom(...intent.types)
        .chain((type) => mostly(type, fc.constantFrom(PROTOBUF, 'text/plain'))),
      accept: mostly(
        'application/json',
        fc.constantFrom(
          'application/json;as=Table;v=v1;g=meta.k8s.io',
          'application/json;as=PartialObjectMetadataList',
        ),
      ),
      body: bodyOf(good),
    }),
  )
const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const parameter = () =>
  fc.constantFrom(...Object.entries(QUERIES)).chain(([key, good]) => odd(good).map((value) => [key, value] as const))
const nameOf = (good: unknown): string => String(at(good, 'metadata', 'name'))
