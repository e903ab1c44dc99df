import { AppError } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import type { ClusterApi, KubeObject, ObjectRef } from '@/lib/ports/cluster-api'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { appRefs } from './app-refs'

/** On everything that an app brings, with the app's id. */
export const APP_LABEL = 'buzzcrate.dev/app'

const isOwn = (object: KubeObject, app: Pick<PlannedApp, 'id'>) => object.metadata.labels?.[APP_LABEL] === app.id

/**
 * Nothing of what the app brings may be somebody else's: it would be changed now, and deleted with the app later.
 * @throws AppError `app-object-taken`
 */
export async function assertOwn(api: ClusterApi, app: PlannedApp, signal: AbortSignal): Promise<void> {
  for (const ref of appRefs(app)) {
    const found = await api.read(ref, signal)
    if (found !== undefined && !isOwn(found, app)) throw taken(app, ref)
  }
}

/** Claims that Kubernetes made from a template of the app: it leaves them when the workload goes. */
export async function claimsOf(
  api: ClusterApi,
  app: Pick<PlannedApp, 'id'>,
  signal: AbortSignal,
): Promise<readonly ObjectRef[]> {
  const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
  const claims = await api.list({ ...kind, labelSelector: `${APP_LABEL}=${app.id}` }, signal)
  return claims.map(({ metadata: { name, namespace = 'default' } }) => ({ ...kind, name, namespace }))
}

/** Removes those of `refs` that are the app's own, and waits until they are gone. */
export async function removeOwn(
  ctx: StepContext<ProvisionPorts>,
  api: ClusterApi,
  app: Pick<PlannedApp, 'id'>,
  refs: readonly ObjectRef[],
): Promise<void> {
  const own: ObjectRef[] = []
  for (const ref of refs) {
    const found = await api.read(ref, ctx.signal)
    if (found === undefined) continue
    if (isOwn(found, app)) own.push(ref)
    else ctx.log(`${ref.kind} ${ref.name} is not this app’s, so it stays.`, 'info')
  }
  for (const ref of [...own].reverse()) ctx.log(`kubectl delete ${ref.kind.toLowerCase()} ${ref.name}`, 'cmd')
  await api.remove(own, ctx.signal)
}

const taken = (app: PlannedApp, { kind, name, namespace }: ObjectRef): AppError =>
  new AppError('app-object-taken', {
    userMessage: `The cluster has ${kind} ${name} already${namespace === undefined ? '' : ` in the namespace ${namespace}`}, and it is not of ${app.title}. Rename or delete it first; nothing was changed.`,
    details: { app: app.id, kind, name, namespace: namespace ?? '' },
  })
