/** What the real server's admission plugins add to a pod when it is created, beyond the defaults of its fields. */

import { at, isObject, type JsonObject, listAt, type StoredObject, textAt } from './kube-object'
import { randomName } from './random-name'

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
/** A pod stays five minutes on a node that went away. */
const AWAY = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** With the tolerations of a node that goes away, the service account's volume, and its first status. */
export function admitPod(pod: StoredObject): StoredObject {
  const spec = isObject(pod['spec']) ? pod['spec'] : {}
  return {
    ...pod,
    spec: withToken(withTolerations(spec)),
    status: { phase: 'Pending', qosClass: qosClass(spec) },
  }
}

function withTolerations(spec: JsonObject): JsonObject {
  const given = listAt(spec, 'tolerations')
  const tolerated = (key: string) =>
    given.some(
      (one) =>
        (one['key'] === key || (one['key'] === undefined && one['operator'] === 'Exists')) &&
        (one['effect'] === undefined || one['effect'] === 'NoExecute'),
    )
  const added = AWAY.filter((key) => !tolerated(key)).map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }))
  return given.length + added.length === 0 ? spec : { ...spec, tolerations: [...given, ...added] }
}

function withToken(spec: JsonObject): JsonObject {
  if (spec['automountServiceAccountToken'] === false) return spec
  const name = `kube-api-access-${randomName()}`
  const mount = (container: JsonObject): JsonObject => {
    const mounts = listAt(container, 'volumeMounts')
    if (mounts.some((one) => one['mountPath'] === TOKEN_PATH)) return container
    return { ...container, volumeMounts: [...mounts, { name, readOnly: true, mountPath: TOKEN_PATH }] }
  }
  return {
    ...spec,
    containers: listAt(spec, 'containers').map(mount),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: listAt(spec, 'initContainers').map(mount) }),
    volumes: [...listAt(spec, 'volumes'), tokenVolume(name)],
  }
}

const tokenVolume = (name: string): JsonObject => ({
  name,
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  },
})

/** Guaranteed: every container has cpu and memory limits that its requests equal. BestEffort: none asks for anything. */
function qosClass(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const resources = listAt(spec, 'containers').map((container) => at(container, 'resources'))
  const keys = ['cpu', 'memory']
  const asks = resources.some((one) =>
    ['requests', 'limits'].some((part) => keys.some((key) => textAt(one, part, key) !== '')),
  )
  if (!asks) return 'BestEffort'
  const bound = resources.every((one) =>
    keys.every((key) => {
      const limit = textAt(one, 'limits', key)
      return limit !== '' && (textAt(one, 'requests', key) || limit) === limit
    }),
  )
  return bound ? 'Guaranteed' : 'Burstable'
}
