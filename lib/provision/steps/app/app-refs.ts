import type { ObjectRef } from '@/lib/ports/cluster-api'
import type { PlannedApp } from '@/lib/ports/planned-app'

/** Everything that an app puts into a cluster, in the order in which it comes; it goes the other way round. */
export function appRefs({ objects, secrets, doors }: PlannedApp): readonly ObjectRef[] {
  const refs = objects.map(
    ({ apiVersion, kind, metadata: { name, namespace } }): ObjectRef => ({
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    }),
  )
  const isFirst = ({ kind }: ObjectRef) => FIRST_KINDS.has(kind)
  return [
    ...refs.filter(isFirst),
    ...secrets.map(({ namespace, name }) => ({ apiVersion: 'v1', kind: 'Secret', namespace, name })),
    ...refs.filter((ref) => !isFirst(ref)),
    ...doors.flatMap((door) =>
      door.kind === 'ingress' ? [{ ...INGRESS, namespace: door.namespace, name: door.name }] : [],
    ),
  ]
}

/** What others need before they can be written at all. */
export const FIRST_KINDS: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition'])

export const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' } as const

/** Those of `refs` that are not among `others`. */
export function refsWithout(refs: readonly ObjectRef[], others: readonly ObjectRef[]): readonly ObjectRef[] {
  const key = ({ apiVersion, kind, namespace = '', name }: ObjectRef) =>
    `${apiVersion.replace(/\/.*/, '')} ${kind} ${namespace}/${name}`
  const known = new Set(others.map(key))
  return refs.filter((ref) => !known.has(key(ref)))
}
