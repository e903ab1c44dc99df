import { at, listAt, type StoredObject, textAt } from './kube-object'
import { statusErrors } from './status-error'

export interface PodLogOptions {
  readonly container: string
  readonly follow: boolean
  readonly previous: boolean
  readonly tailLines: number | undefined
  /** Milliseconds since the epoch, or before now. */
  readonly since: { readonly time: number } | { readonly agoMs: number } | undefined
  readonly limitBytes: number | undefined
  readonly timestamps: boolean
}

/** The options of `pods/<name>/log`. Throws 400 in the real server's words where there is no such log. */
export function logOptions(pod: StoredObject, query: URLSearchParams): PodLogOptions {
  const container = containerOf(pod, query.get('container') ?? '')
  const previous = query.get('previous') === 'true'
  const { name } = pod.metadata
  const status = ['containerStatuses', 'initContainerStatuses']
    .flatMap((key) => listAt(pod, 'status', key))
    .find((one) => one['name'] === container)
  if (previous && at(status, 'lastState', 'terminated') === undefined)
    throw statusErrors.badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
  const waits = textAt(status, 'state', 'waiting', 'reason')
  if (!previous && waits !== '' && at(status, 'lastState', 'terminated') === undefined)
    throw statusErrors.badRequest(`container "${container}" in pod "${name}" is waiting to start: ${waits}`)
  const number = (key: string) => (query.has(key) ? Number(query.get(key)) : undefined)
  const seconds = number('sinceSeconds')
  const time = query.get('sinceTime')
  return {
    container,
    follow: query.get('follow') === 'true',
    previous,
    tailLines: number('tailLines'),
    since: time === null ? (seconds === undefined ? undefined : { agoMs: seconds * 1000 }) : { time: Date.parse(time) },
    limitBytes: number('limitBytes'),
    timestamps: query.get('timestamps') === 'true',
  }
}

function containerOf(pod: StoredObject, asked: string): string {
  const names = (key: string) => listAt(pod, 'spec', key).map((one) => textAt(one, 'name'))
  const containers = names('containers')
  const init = names('initContainers')
  const { name } = pod.metadata
  if (asked === '') {
    const [only = '', ...others] = containers
    if (others.length === 0 && init.length === 0) return only
    const all = `[${[...containers].join(' ')}]${init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`}`
    throw statusErrors.badRequest(`a container name must be specified for pod ${name}, choose one of: ${all}`)
  }
  if (![...containers, ...init].includes(asked))
    throw statusErrors.badRequest(`container ${asked} is not valid for pod ${name}`)
  return asked
}
