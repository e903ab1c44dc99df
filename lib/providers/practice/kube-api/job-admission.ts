import { randomUUID } from 'node:crypto'
import { at, isObject, type JsonObject, type StoredObject } from './kube-object'

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

/** A new Job with the labels and the selector that the real server makes of its name and uid. */
export function admitJob(job: StoredObject): StoredObject {
  const spec = asObject(job['spec'])
  if (spec['manualSelector'] === true) return job
  const uid = randomUUID()
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': job.metadata.name,
    'controller-uid': uid,
    'job-name': job.metadata.name,
  }
  const template = asObject(spec['template'])
  const metadata = asObject(template['metadata'])
  return {
    ...job,
    metadata: { ...job.metadata, uid, labels: { ...templateLabels(metadata), ...job.metadata.labels, ...labels } },
    spec: {
      ...spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...metadata, labels: { ...asObject(at(metadata, 'labels')), ...labels } } },
    },
  }
}

/** A Job without labels of its own takes its template's. */
const templateLabels = (metadata: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(asObject(metadata['labels'])).map(([key, value]) => [key, String(value)]))
