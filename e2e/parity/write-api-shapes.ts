// Writes lib/providers/practice/kube-api/shapes/*.json: what every field of the API is called and looks like, in OpenAPI
// (for `kubectl explain` and strict decoding; from a running API server) and on the wire (kubectl and helm send protobuf;
// from the Go modules of the lab's Kubernetes). After a new version of Kubernetes:
// `npx tsx e2e/parity/write-api-shapes.ts KUBECONFIG`.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { mustRun } from '@/e2e/lab/hosts/run-command'
import { kubectlProgram } from '@/e2e/lab/kubernetes/kubectl-program'
import { isObject, type JsonObject } from '@/lib/providers/practice/kube-api/kube-object'
import { apiVersionOf, resourceTypes } from '@/lib/providers/practice/kube-api/resource-type'
import { type ProtoMessage, parseMessages } from './parse-proto'

const MODULE_VERSION = 'v0.36.1'
const TARGET = path.resolve(import.meta.dirname, '../../lib/providers/practice/kube-api/shapes')

/** Bodies that are no stored objects. */
const MORE_KINDS = [
  'io.k8s.api.authentication.v1.SelfSubjectReview',
  'io.k8s.api.authentication.v1.TokenRequest',
  'io.k8s.api.authorization.v1.SelfSubjectAccessReview',
  'io.k8s.api.authorization.v1.SelfSubjectRulesReview',
  'io.k8s.api.authorization.v1.SubjectAccessReview',
  'io.k8s.api.autoscaling.v1.Scale',
  'io.k8s.api.policy.v1.Eviction',
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
]

const [, , kubeconfig = ''] = process.argv
const goPath = (await mustRun('go', ['env', 'GOMODCACHE'])).trim()
const module = (name: string, version: string) => path.join(goPath, 'k8s.io', `${name}@${version}`)

/** Of a running API server: its documents say more than the source, such as the values that a field may have. */
async function readSchemas(kubeconfig: string): Promise<ReadonlyMap<string, JsonObject>> {
  const kubectl = await kubectlProgram()
  const raw = async (address: string): Promise<unknown> =>
    JSON.parse(await mustRun(kubectl, ['--kubeconfig', kubeconfig, 'get', '--raw', address]))
  const index = await raw('/openapi/v3')
  const paths = isObject(index) && isObject(index['paths']) ? Object.keys(index['paths']) : []
  const all = new Map<string, JsonObject>()
  for (const address of paths.filter((one) => /\/v\d+$/.test(one))) {
    const document = await raw(`/openapi/v3/${address}`)
    const components = isObject(document) ? document['components'] : undefined
    const schemas = isObject(components) ? components['schemas'] : undefined
    for (const [name, schema] of Object.entries(isObject(schemas) ? schemas : {}))
      if (isObject(schema) && !all.has(name)) all.set(name, schema)
  }
  return all
}

const referencesOf = (schema: unknown): readonly string[] =>
  [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')

function reachable(all: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, JsonObject> {
  const versions = new Set(resourceTypes.map(apiVersionOf))
  const isServed = (schema: JsonObject) => {
    const kinds = schema['x-kubernetes-group-version-kind']
    const [first, ...others] = Array.isArray(kinds) ? kinds.filter(isObject) : []
    if (first === undefined || others.length > 0) return false
    const apiVersion = [first['group'], first['version']].filter((part) => part !== '').join('/')
    return (
      resourceTypes.some((type) => type.kind === first['kind'] && apiVersionOf(type) === apiVersion) &&
      versions.has(apiVersion)
    )
  }
  const found = new Map<string, JsonObject>()
  const visit = (name: string) => {
    const schema = all.get(name)
    if (schema === undefined || found.has(name)) return
    found.set(name, schema)
    for (const next of referencesOf(schema)) visit(next)
  }
  for (const [name, schema] of all) if (isServed(schema)) visit(name)
  for (const name of MORE_KINDS) visit(name)
  return found
}

const PROTO_FOLDERS = [
  ...['core', 'apps', 'authentication', 'authorization', 'autoscaling', 'batch', 'coordination', 'discovery', 'events']
    .concat(['networking', 'policy', 'rbac', 'storage'])
    .map((group) => path.join(module('api', MODULE_VERSION), group, 'v1')),
  path.join(module('api', MODULE_VERSION), 'autoscaling/v2'),
  ...['apis/meta/v1', 'runtime', 'api/resource', 'util/intstr'].map((folder) =>
    path.join(module('apimachinery', MODULE_VERSION), 'pkg', folder),
  ),
]

async function readMessages(): Promise<ReadonlyMap<string, ProtoMessage>> {
  const found = new Map<string, ProtoMessage>()
  for (const folder of PROTO_FOLDERS) {
    const proto = await readFile(path.join(folder, 'generated.proto'), 'utf8')
    const go = await Promise.all(
      (await readdir(folder))
        .filter((name) => /\.go$/.test(name))
        .map((name) => readFile(path.join(folder, name), 'utf8')),
    )
    for (const [name, message] of parseMessages(proto, go.join('\n'))) found.set(name, message)
  }
  return found
}

const perLine = (entries: Iterable<readonly [string, unknown]>) =>
  `{\n${[...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}\n`

const schemas = reachable(await readSchemas(kubeconfig))
await writeFile(path.join(TARGET, 'schemas.json'), perLine(schemas))
const openApiName = (name: string) => name.replace(/^k8s\.io\./, 'io.k8s.')
const messages = [...(await readMessages())].filter(
  ([name]) => schemas.has(openApiName(name)) || /\.(runtime|resource|intstr|meta\.v1|core\.v1)\./.test(name),
)
await writeFile(path.join(TARGET, 'messages.json'), perLine(messages))
console.log(`${schemas.size} schemas, ${messages.length} messages`)
