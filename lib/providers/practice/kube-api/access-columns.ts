import { isObject, listAt, type StoredObject, textAt } from './kube-object'
import { AGE, age, type Column, column, NAME, wide } from './table-column'

const CREATED = column('Created At', (object) => object.metadata.creationTimestamp ?? '<unknown>')

const subjects = (object: StoredObject, kind: string) =>
  listAt(object, 'subjects')
    .filter((one) => one['kind'] === kind)
    .map((one) =>
      kind === 'ServiceAccount' ? `${textAt(one, 'namespace')}/${textAt(one, 'name')}` : textAt(one, 'name'),
    )
    .join(', ')

const BINDING: readonly Column[] = [
  NAME,
  column('Role', (one) => `${textAt(one, 'roleRef', 'kind')}/${textAt(one, 'roleRef', 'name')}`),
  AGE,
  wide('Users', (one) => subjects(one, 'User')),
  wide('Groups', (one) => subjects(one, 'Group')),
  wide('ServiceAccounts', (one) => subjects(one, 'ServiceAccount')),
]

const entries = (object: StoredObject): number =>
  ['data', 'binaryData'].reduce((sum, key) => {
    const value = object[key]
    return sum + (isObject(value) ? Object.keys(value).length : 0)
  }, 0)

/** Accounts, rights, settings, leases. */
export const ACCESS_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  ServiceAccount: [NAME, AGE],
  Role: [NAME, CREATED],
  ClusterRole: [NAME, CREATED],
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  Namespace: [NAME, column('Status', (one) => textAt(one, 'status', 'phase')), AGE],
  ConfigMap: [NAME, column('Data', entries), AGE],
  Secret: [NAME, column('Type', (one) => textAt(one, 'type')), column('Data', entries), AGE],
  LimitRange: [NAME, CREATED],
  Lease: [NAME, column('Holder', (one) => textAt(one, 'spec', 'holderIdentity')), AGE],
  ControllerRevision: [
    NAME,
    column('Controller', (one) => textAt(one.metadata.ownerReferences?.[0], 'name')),
    column('Revision', (one) => textAt(one, 'revision')),
    AGE,
  ],
  Event: [
    column('Last Seen', (event, now) => {
      const seen = textAt(event, 'lastTimestamp') || textAt(event, 'eventTime') || textAt(event, 'firstTimestamp')
      return age(seen || undefined, now)
    }),
    column('Type', (event) => textAt(event, 'type')),
    column('Reason', (event) => textAt(event, 'reason')),
    column('Object', (event) => {
      const about = event['involvedObject']
      return `${textAt(about, 'kind').toLowerCase()}/${textAt(about, 'name')}`
    }),
    wide('Subobject', (event) => textAt(event, 'involvedObject', 'fieldPath')),
    wide('Source', (event) => textAt(event, 'source', 'component')),
    column('Message', (event) => textAt(event, 'message').trim()),
    wide('First Seen', (event, now) => age(textAt(event, 'firstTimestamp') || undefined, now)),
    wide('Count', (event) => textAt(event, 'count') || '1'),
    wide('Name', (event) => event.metadata.name),
  ],
}
