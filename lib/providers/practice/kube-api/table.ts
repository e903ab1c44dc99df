/** `Table` answers for `kubectl get`, with the columns of the real printers (k8s.io/kubernetes pkg/printers). */
import { named } from '@/lib/core/named'
import { ACCESS_COLUMNS } from './access-columns'
import type { JsonObject, StoredObject } from './kube-object'
import { NETWORK_COLUMNS } from './network-columns'
import type { ResourceType } from './resource-type'
import { type Column, column, NAME } from './table-column'
import { WORKLOAD_COLUMNS } from './workload-columns'

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  ...WORKLOAD_COLUMNS,
  ...NETWORK_COLUMNS,
  ...ACCESS_COLUMNS,
}

const OTHERS: readonly Column[] = [
  NAME,
  column('Created At', (object) => object.metadata.creationTimestamp ?? '<unknown>'),
]

/** Columns of custom kinds may show anything of an object, any number of times. */
const CELL_LENGTH = 1_024
const cell = (value: string | number): string | number =>
  typeof value === 'string' && value.length > CELL_LENGTH ? `${value.slice(0, CELL_LENGTH)}…` : value

/** @param includeObject `Metadata` (kubectl's default), `Object` or `None` */
export function tableOf(
  type: ResourceType,
  objects: readonly StoredObject[],
  meta: JsonObject,
  includeObject: string,
  now: number,
): JsonObject {
  const columns = type.columns ?? named(COLUMNS, type.kind) ?? OTHERS
  const shown = (object: StoredObject) => {
    if (includeObject === 'None') return {}
    if (includeObject === 'Object') return { object }
    return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } }
  }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: meta,
    columnDefinitions: columns.map(({ name, type, format, priority }) => ({
      name,
      type,
      format: format ?? '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({ cells: columns.map(({ value }) => cell(value(object, now))), ...shown(object) })),
  }
}
