import { createHash } from 'node:crypto'
import { z } from 'zod'
import { appLabels } from '@/lib/apps/app-labels'
import type { KubeObject } from '@/lib/ports/cluster-api'
import { PlannedApp } from '@/lib/ports/planned-app'

/** Ids of pasted apps begin so: no app of the catalogue does. */
export const PASTED = 'yaml-'

const Selected = z.looseObject({
  spec: z.looseObject({ selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }) }),
})
const Templated = z.looseObject({
  spec: z.looseObject({
    volumeClaimTemplates: z.array(
      z.looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }) }),
    ),
  }),
})
const Workload = z.enum(['Deployment', 'StatefulSet', 'DaemonSet'])

/** Pasted objects as an app that can be installed, looked after and removed like any other. */
export function planManifest(
  name: string,
  objects: readonly KubeObject[],
  { clusterId }: { readonly clusterId: string },
): PlannedApp {
  const id = `${PASTED}${name}`
  const labelled = objects.map((object) => withLabels(object, appLabels(id, clusterId)))
  return PlannedApp.parse({
    id,
    title: name,
    version: createHash('sha256').update(JSON.stringify(objects)).digest('hex').slice(0, 12),
    inputs: {},
    images: [],
    secrets: [],
    objects: labelled,
    checks: labelled.flatMap(checkOf),
    doors: [],
    storage: labelled.some((object) => object.kind === 'PersistentVolumeClaim' || Templated.safeParse(object).success),
  })
}

/** Its own labels stay, but for those by which it is found again. */
function withLabels(object: KubeObject, ours: ReturnType<typeof appLabels>): KubeObject {
  const { 'app.kubernetes.io/name': _, ...marks } = ours
  const { metadata } = object
  const marked = { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...marks } } }
  const templated = Templated.safeParse(marked).data
  if (templated === undefined) return marked
  // Kubernetes leaves claims that it made from a template: by these labels they go with the app.
  const volumeClaimTemplates = templated.spec.volumeClaimTemplates.map((claim) => ({
    ...claim,
    metadata: { ...claim.metadata, labels: { ...claim.metadata.labels, ...marks } },
  }))
  return { ...marked, spec: { ...templated.spec, volumeClaimTemplates } }
}

function checkOf(object: KubeObject): readonly PlannedApp['checks'][number][] {
  const workload = Workload.safeParse(object.kind)
  const selected = Selected.safeParse(object)
  if (!workload.success || !selected.success) return []
  const { name, namespace = 'default' } = object.metadata
  const labelSelector = Object.entries(selected.data.spec.selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  return [{ workload: workload.data, namespace, name, labelSelector }]
}
