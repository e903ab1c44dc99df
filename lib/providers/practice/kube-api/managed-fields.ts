/**
 * Who owns which field. `apply` takes what a manager declares: it refuses to change what others own and have set
 * otherwise (409, unless forced), and removes what the manager declared before and no longer does. `update` and `patch`
 * take over whatever they change.
 */
import {
  type FieldSet,
  fieldName,
  fromFieldsV1,
  isFieldsV1,
  type Leaf,
  leavesOf,
  pathKey,
  pathsOf,
  toFieldsV1,
  withoutFields,
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

/** As the real server: the fields of all but so many managers that update are told of together. */
const MOST_UPDATERS = 10
const ANCIENT = 'ancient-changes'

function fewUpdaters(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  const updates = entries.filter((entry) => entry.operation === 'Update')
  if (updates.length <= MOST_UPDATERS) return entries
  const byAge = [...updates].sort(
    (a, b) => Number(b.manager === ANCIENT) - Number(a.manager === ANCIENT) || (a.time < b.time ? -1 : 1),
  )
  const oldest = byAge.slice(0, updates.length - MOST_UPDATERS + 1)
  const gone = new Set(oldest)
  const [first] = oldest
  if (first === undefined) return entries
  const fields: FieldSet = new Map(oldest.flatMap((entry) => [...fromFieldsV1(entry.fieldsV1)]))
  const { subresource: _of, ...rest } = first
  const ancient: ManagedFieldsEntry = { ...rest, manager: ANCIENT, fieldsV1: toFieldsV1(fields) }
  return [...entries.filter((entry) => !gone.has(entry)), ancient]
}

/** The object after an update by somebody, with its ownership. `before` is undefined for a create. */
export function trackUpdate(before: StoredObject | undefined, after: StoredObject, manager: Manager): StoredObject {
  const had = before === undefined ? new Map<string, Leaf>() : leavesOf(before)
  const has = leavesOf(after)
  const changed = pathsOf(new Map([...has].filter(([key, leaf]) => !sameLeaf(had.get(key), leaf))))
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
  const all = mine.size === 0 ? others : [...others, entryOf(manager, after.apiVersion, mine)]
  return withManagedFields(after, fewUpdaters(all))
}

const sameLeaf = (a: Leaf | undefined, b: Leaf | undefined): boolean =>
  a !== undefined && b !== undefined && sameJson(a.value, b.value)

/** Server-side apply. Throws 409 with every conflicting field and its owner, unless `force`. */
export function serverSideApply(
  live: StoredObject | undefined,
  applied: StoredObject,
  manager: Manager,
  force: boolean,
): StoredObject {
  const declaredLeaves = leavesOf(applied)
  const wanted = pathsOf(declaredLeaves)
  const liveLeaves = live === undefined ? new Map<string, Leaf>() : leavesOf(live)
  const entries = live?.metadata.managedFields ?? []
  const others = entries.filter((entry) => !sameManager(entry, manager))
  const conflicts = others.flatMap((entry) =>
    [...fromFieldsV1(entry.fieldsV1)].flatMap(([key, path]) =>
      wanted.has(key) && path.at(-1) !== '.' && !sameLeaf(liveLeaves.get(key), declaredLeaves.get(key))
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
  const gone = toFieldsV1(new Map(dropped.map((path) => [pathKey(path), path])))
  const pruned = dropped.length === 0 ? (live ?? {}) : withoutFields(live ?? {}, gone)
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
    const wanted = new Set(applied.map(keyOf))
    const rest = current.filter((item) => !wanted.has(keyOf(item)))
    // Of two with one key the first one counts.
    const there = new Map([...current].reverse().map((item) => [keyOf(item), item]))
    const mine = applied.map((item) => mergeApplied(there.get(keyOf(item)), item, ''))
    return [...mine, ...rest]
  }
  if (!isObject(applied)) return applied
  const base = isObject(live) ? live : {}
  return {
    ...base,
    ...Object.fromEntries(Object.entries(applied).map(([key, value]) => [key, mergeApplied(base[key], value, key)])),
  }
}
