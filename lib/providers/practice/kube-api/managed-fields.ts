/**
 * Who owns which field. `apply` takes what a manager declares: it refuses to change what others own and have set
 * otherwise (409, unless forced), and removes what the manager declared before and no longer does. `update` and `patch`
 * take over whatever they change.
 */
import {
  type FieldPath,
  type FieldSet,
  fieldName,
  fieldsOf,
  fromFieldsV1,
  isFieldsV1,
  pathKey,
  removeAt,
  toFieldsV1,
  valueAt,
} from './field-set'
import { isObject, type ManagedFieldsEntry, type StoredObject, sameJson } from './kube-object'
import { itemKey, listKind } from './list-keys'
import { timestamp } from './object-store'
import { statusErrors } from './status-error'

export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource: string | undefined
  readonly now: number
}

/** As the real server names an owner in a conflict. */
function printedManager({ manager, operation, subresource, apiVersion }: ManagedFieldsEntry): string {
  const sub = subresource === undefined ? '' : ` with subresource "${subresource}"`
  return `"${manager}"${sub}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

const sameManager = (entry: ManagedFieldsEntry, manager: Manager) =>
  entry.manager === manager.name &&
  entry.operation === manager.operation &&
  (entry.subresource ?? undefined) === manager.subresource

function entryOf(manager: Manager, apiVersion: string, fields: FieldSet): ManagedFieldsEntry {
  return {
    manager: manager.name,
    operation: manager.operation,
    apiVersion,
    time: timestamp(manager.now),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(manager.subresource === undefined ? {} : { subresource: manager.subresource }),
  }
}

const without = (fields: FieldSet, gone: FieldSet): FieldSet => new Map([...fields].filter(([key]) => !gone.has(key)))

const withManagedFields = (object: StoredObject, managedFields: readonly ManagedFieldsEntry[]): StoredObject => ({
  ...object,
  metadata: { ...object.metadata, managedFields },
})

/**
 * Who owns what, as a client says: none after `[{}]`, by which clients ask to forget it. Undefined for what cannot be
 * read, so that what was known stays; both as the real server does (k8s.io/apimachinery, managedfields.DecodeManagedFields).
 */
function readable(given: unknown): readonly ManagedFieldsEntry[] | undefined {
  if (!Array.isArray(given)) return undefined
  if (given.length === 1 && isObject(given[0]) && Object.keys(given[0]).length === 0) return []
  return given.length > 0 && given.every(isReadable) ? given : undefined
}

const isReadable = (entry: unknown): entry is ManagedFieldsEntry =>
  isObject(entry) &&
  typeof entry['manager'] === 'string' &&
  (entry['operation'] === 'Apply' || entry['operation'] === 'Update') &&
  entry['fieldsType'] === 'FieldsV1' &&
  isFieldsV1(entry['fieldsV1'])

/** The object after an update by somebody, with its ownership. `before` is undefined for a create. */
export function trackUpdate(before: StoredObject | undefined, after: StoredObject, manager: Manager): StoredObject {
  const had = before === undefined ? new Map<string, FieldPath>() : fieldsOf(before)
  const has = fieldsOf(after)
  const changed: FieldSet = new Map(
    [...has].filter(([key, path]) => !had.has(key) || !sameJson(valueAt(before, path), valueAt(after, path))),
  )
  // A client may rewrite who owns what, as `kubectl apply --server-side` does when it takes over from its older self.
  const entries = readable(after.metadata.managedFields) ?? before?.metadata.managedFields ?? []
  if (before !== undefined && changed.size === 0 && had.size === has.size) return withManagedFields(after, entries)
  const others = entries
    .filter((entry) => !sameManager(entry, manager))
    .flatMap((entry) => {
      const left = new Map([...without(fromFieldsV1(entry.fieldsV1), changed)].filter(([key]) => has.has(key)))
      return left.size === 0 ? [] : [{ ...entry, fieldsV1: toFieldsV1(left) }]
    })
  const own = entries.find((entry) => sameManager(entry, manager))
  const kept = [...(own === undefined ? [] : fromFieldsV1(own.fieldsV1))].filter(([key]) => has.has(key))
  const mine: FieldSet = new Map([...kept, ...changed])
  return withManagedFields(after, mine.size === 0 ? others : [...others, entryOf(manager, after.apiVersion, mine)])
}

/** Server-side apply. Throws 409 with every conflicting field and its owner, unless `force`. */
export function serverSideApply(
  live: StoredObject | undefined,
  applied: StoredObject,
  manager: Manager,
  force: boolean,
): StoredObject {
  const wanted = fieldsOf(applied)
  const entries = live?.metadata.managedFields ?? []
  const others = entries.filter((entry) => !sameManager(entry, manager))
  const conflicts = others.flatMap((entry) =>
    [...fromFieldsV1(entry.fieldsV1)].flatMap(([key, path]) =>
      wanted.has(key) && path.at(-1) !== '.' && !sameJson(valueAt(live, path), valueAt(applied, path))
        ? [{ key, path, field: fieldName(path), manager: printedManager(entry) }]
        : [],
    ),
  )
  if (conflicts.length > 0 && !force) throw statusErrors.applyConflict(conflicts)
  const taken: FieldSet = new Map(conflicts.map(({ key, path }) => [key, path]))
  const kept = others.flatMap((entry) => {
    const left = without(fromFieldsV1(entry.fieldsV1), taken)
    return left.size === 0 ? [] : [{ ...entry, fieldsV1: toFieldsV1(left) }]
  })
  const before = entries.find((entry) => sameManager(entry, manager))
  const ownedByOthers = new Set(kept.flatMap((entry) => [...fromFieldsV1(entry.fieldsV1).keys()]))
  const dropped = [...(before === undefined ? [] : fromFieldsV1(before.fieldsV1).values())].filter(
    (path) => !wanted.has(pathKey(path)) && !ownedByOthers.has(pathKey(path)),
  )
  const pruned = dropped.reduce<unknown>((object, path) => removeAt(object, path), live ?? {})
  const merged = mergeApplied(pruned, applied, '')
  const declared = entryOf(manager, applied.apiVersion, wanted)
  const isNew = before === undefined || !sameJson({ ...before, time: declared.time }, declared)
  // Who applies again what is there changes nothing, not even the time of it (source: structured-merge-diff, Updater.Apply).
  if (live !== undefined && !isNew && taken.size === 0 && sameJson(merged, live)) return live
  // Merging an object into an object gives an object; name and kind come from the applied one.
  return withManagedFields(merged as StoredObject, [...kept, declared])
}

function mergeApplied(live: unknown, applied: unknown, field: string): unknown {
  if (Array.isArray(applied)) {
    const current: readonly unknown[] = Array.isArray(live) ? live : []
    const kind = listKind(field, [...applied, ...current])
    if (kind === 'atomic') return applied
    if (kind === 'set') return [...new Set([...current, ...applied])]
    const keyOf = (item: unknown) => (isObject(item) ? itemKey(item, kind.keys) : '')
    const rest = current.filter((item) => !applied.some((other) => keyOf(other) === keyOf(item)))
    const mine = applied.map((item) =>
      mergeApplied(
        current.find((other) => keyOf(other) === keyOf(item)),
        item,
        '',
      ),
    )
    return [...mine, ...rest]
  }
  if (!isObject(applied)) return applied
  const base = isObject(live) ? live : {}
  return {
    ...base,
    ...Object.fromEntries(Object.entries(applied).map(([key, value]) => [key, mergeApplied(base[key], value, key)])),
  }
}
