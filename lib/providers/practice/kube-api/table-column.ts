/** What the columns of `kubectl get` are made of. */
import { at, isObject, type StoredObject, textAt } from './kube-object'
import { duration } from './short-duration'

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer'
  readonly format?: 'name'
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: 0 | 1
  readonly value: (object: StoredObject, now: number) => string | number
}

export const column = (name: string, value: Column['value'], options: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  priority: 0,
  value,
  ...options,
})
export const wide = (name: string, value: Column['value']) => column(name, value, { priority: 1 })
export const number = (name: string, value: (object: StoredObject) => number) =>
  column(name, value, { type: 'integer' })
/** The text under a path; `<none>` where there is none. */
export const field = (name: string, ...path: readonly string[]) =>
  column(name, (object) => orNone(textAt(object, ...path)))

export const count = (object: unknown, ...path: readonly string[]) => Number(at(object, ...path) ?? 0)
export const orNone = (text: string) => (text === '' ? '<none>' : text)

export const NAME = column('Name', (object) => object.metadata.name, { format: 'name' })
export const AGE = column('Age', (object, now) => age(object.metadata.creationTimestamp, now))
export const age = (since: string | undefined, now: number) =>
  since === undefined ? '<unknown>' : duration(now - Date.parse(since))

export const labelsText = (labels: unknown) =>
  isObject(labels)
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .sort()
        .join(',')
    : ''
