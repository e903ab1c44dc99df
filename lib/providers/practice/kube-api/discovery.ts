import { named } from '@/lib/core/named'
import { apiSchemas, schemaNameOf } from './api-shapes'
import type { JsonObject } from './kube-object'
import { apiVersionOf, type ResourceType } from './resource-type'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

const SUBRESOURCES: Readonly<Record<string, JsonObject>> = {
  status: { verbs: ['get', 'patch', 'update'] },
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
  log: { verbs: ['get'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
}

/** Reviews that tools ask for; they are answered and not stored. */
const REVIEWS: Readonly<Record<string, readonly (readonly [kind: string, resource: string])[]>> = {
  'authorization.k8s.io/v1': [
    ['SelfSubjectAccessReview', 'selfsubjectaccessreviews'],
    ['SelfSubjectRulesReview', 'selfsubjectrulesreviews'],
  ],
  'authentication.k8s.io/v1': [['SelfSubjectReview', 'selfsubjectreviews']],
}

const groupVersions = (types: readonly ResourceType[]) => [
  ...new Set([...types.map(apiVersionOf), ...Object.keys(REVIEWS)]),
]
const groupOf = (groupVersion: string) => (groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : '')

function entriesOf(type: ResourceType): readonly JsonObject[] {
  const main = {
    name: type.resource,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    // A collection of namespaces is not deleted at once.
    verbs: type.kind === 'Namespace' ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
  }
  const subs = type.subresources.map((sub) => ({
    name: `${type.resource}/${sub}`,
    singularName: '',
    namespaced: type.namespaced,
    kind: type.kind,
    ...SUBRESOURCES[sub],
  }))
  return [main, ...subs]
}

const reviewEntries = (groupVersion: string) =>
  (named(REVIEWS, groupVersion) ?? []).map(([kind, name]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ['create'],
  }))

/** `/api/v1`, `/apis/<group>/<version>`; undefined for a group version that is not served. */
export function resourceList(all: readonly ResourceType[], groupVersion: string): JsonObject | undefined {
  if (!groupVersions(all).includes(groupVersion)) return undefined
  const types = all.filter((type) => apiVersionOf(type) === groupVersion)
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [...types.flatMap(entriesOf), ...reviewEntries(groupVersion)],
  }
}

export const coreVersions = (address: string): JsonObject => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

function apiGroup(all: readonly ResourceType[], name: string): JsonObject {
  const versions = groupVersions(all)
    .filter((groupVersion) => groupOf(groupVersion) === name)
    .map((groupVersion) => ({ groupVersion, version: groupVersion.split('/')[1] }))
  return { name, versions, preferredVersion: versions[0] }
}

const groupNames = (all: readonly ResourceType[]) => [
  ...new Set(
    groupVersions(all)
      .map(groupOf)
      .filter((name) => name !== ''),
  ),
]

/** `/apis` */
export const groupList = (all: readonly ResourceType[]): JsonObject => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupNames(all).map((name) => apiGroup(all, name)),
})

/** `/apis/<group>` */
export function groupNamed(all: readonly ResourceType[], group: string): JsonObject | undefined {
  if (!groupNames(all).includes(group)) return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(all, group) }
}

const openApiPath = (groupVersion: string) =>
  groupOf(groupVersion) === '' ? `api/${groupVersion}` : `apis/${groupVersion}`

/** `/openapi/v3`: where the documents of each group version are. */
export const openApiIndex = (all: readonly ResourceType[], prefix: string): JsonObject => ({
  paths: Object.fromEntries(
    groupVersions(all).map((groupVersion) => {
      const path = openApiPath(groupVersion)
      return [path, { serverRelativeURL: `${prefix}/openapi/v3/${path}?hash=practice` }]
    }),
  ),
})

/**
 * `/openapi/v3/<path>`: the schemas for `kubectl explain`, and the operations with `fieldValidation`, by which kubectl
 * knows that it may leave the checking to the server.
 */
export function openApiDocument(all: readonly ResourceType[], path: string): JsonObject | undefined {
  const groupVersion = groupVersions(all).find((candidate) => openApiPath(candidate) === path)
  if (groupVersion === undefined) return undefined
  const types = all.filter((type) => apiVersionOf(type) === groupVersion)
  return {
    openapi: '3.0.0',
    info: { title: 'Practice Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(types.map((type) => [collectionPath(type, path), operations(type)])),
    components: { schemas: schemasOf(types) },
  }
}

function schemasOf(types: readonly ResourceType[]): JsonObject {
  const all = apiSchemas()
  const found = new Map<string, JsonObject>()
  const visit = (name: string | undefined) => {
    const schema = name === undefined ? undefined : all.get(name)
    if (name === undefined || schema === undefined || found.has(name)) return
    found.set(name, schema)
    for (const [, next] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) visit(next)
  }
  for (const type of types) {
    if (type.schema === undefined) visit(schemaNameOf(type))
    else found.set(customName(type), customSchema(type, type.schema))
  }
  return Object.fromEntries(found)
}

/** `example.shop.v1.Widget` */
const customName = ({ group, version, kind }: ResourceType) => [...group.split('.').reverse(), version, kind].join('.')

const customSchema = ({ group, version, kind }: ResourceType, schema: JsonObject): JsonObject => ({
  ...schema,
  'x-kubernetes-group-version-kind': [{ group, version, kind }],
})

const collectionPath = (type: ResourceType, path: string) =>
  `/${path}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.resource}/{name}`

function operations(type: ResourceType): JsonObject {
  const query = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
  const operation = {
    'x-kubernetes-group-version-kind': { group: type.group, version: type.version, kind: type.kind },
    responses: { '200': { description: 'OK' } },
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(query),
  }
  return {
    patch: { ...operation, 'x-kubernetes-action': 'patch', parameters: [...operation.parameters, query('force')] },
    put: { ...operation, 'x-kubernetes-action': 'put' },
  }
}
