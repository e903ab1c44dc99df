import type { ApiAnswer, ApiRequest } from '@/lib/providers/practice/kube-api/api-exchange'
import { KubeApi } from '@/lib/providers/practice/kube-api/kube-api'
import { at, type JsonObject } from '@/lib/providers/practice/kube-api/kube-object'
import { ObjectStore } from '@/lib/providers/practice/kube-api/object-store'
import { typeOf } from '@/lib/providers/practice/kube-api/resource-type'

const NOW = Date.parse('2026-05-01T12:00:00Z')

/** The practice API over an empty store, asked as a client would, at one moment. */
export function apiWorld() {
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

/** A deployment `web`. */
export const aDeployment = (image = 'nginx:1', replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
  },
})
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
/** A config map with `a: 1`. */
export const aConfigMap = (name: string, extra: JsonObject = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...extra },
  data: { a: '1' },
})
