/** Checks that the real server makes before it stores an object, for the kinds that practice runs. */
import { at, type JsonObject, listAt, objectAt, type StoredObject, sameJson, textAt } from './kube-object'
import type { ResourceType } from './resource-type'
import { selectorMatcher } from './selectors'
import { type FieldCause, statusErrors } from './status-error'

const RUNNERS = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job']
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const SUBDOMAIN_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const required = (field: string, message = 'Required value'): FieldCause => ({
  reason: 'FieldValueRequired',
  message,
  field,
})
const invalid = (field: string, value: unknown, why: string): FieldCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`,
  field,
})

function containerCauses(spec: JsonObject, path: string): readonly FieldCause[] {
  const containers = listAt(spec, 'containers')
  if (containers.length === 0) return [required(`${path}.containers`)]
  return containers.flatMap((container, index) => {
    const place = `${path}.containers[${index}]`
    const name = textAt(container, 'name')
    return [
      ...(name === ''
        ? [required(`${place}.name`)]
        : LABEL.test(name)
          ? []
          : [invalid(`${place}.name`, name, SUBDOMAIN_WORDS)]),
      ...(textAt(container, 'image') === '' ? [required(`${place}.image`)] : []),
    ]
  })
}

function runnerCauses(object: StoredObject): readonly FieldCause[] {
  const template = objectAt(object, 'spec', 'template')
  const labels = objectAt(template, 'metadata', 'labels')
  const selector = at(object, 'spec', 'selector')
  const replicas = at(object, 'spec', 'replicas')
  // A template is stored with its runner only; the matcher wants an object with labels.
  const fits = selectorMatcher(selector)({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: '', labels: labels as Record<string, string> },
  })
  return [
    ...(selector === undefined && object.kind !== 'Job' ? [required('spec.selector')] : []),
    ...(!fits && (selector !== undefined || object.kind !== 'Job')
      ? [
          invalid(
            'spec.template.metadata.labels',
            Object.keys(labels).length === 0 ? null : labels,
            '`selector` does not match template `labels`',
          ),
        ]
      : []),
    ...(typeof replicas === 'number' && replicas < 0
      ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')]
      : []),
    ...containerCauses(objectAt(template, 'spec'), 'spec.template.spec'),
  ]
}

function serviceCauses(object: StoredObject): readonly FieldCause[] {
  const ports = listAt(object, 'spec', 'ports')
  const type = textAt(object, 'spec', 'type')
  if (ports.length === 0 && type !== 'ExternalName' && textAt(object, 'spec', 'clusterIP') !== 'None')
    return [required('spec.ports')]
  return ports.flatMap((port, index) => {
    const number = port['port']
    const fits = typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 65535
    return [
      ...(fits ? [] : [invalid(`spec.ports[${index}].port`, number ?? 0, 'must be between 1 and 65535, inclusive')]),
      ...(ports.length > 1 && textAt(port, 'name') === '' ? [required(`spec.ports[${index}].name`)] : []),
    ]
  })
}

/** Names that may be anything that an address can name, and that a database can hold. */
function pathSegmentCauses(name: string): readonly FieldCause[] {
  if (name.length > 253) return [invalid('metadata.name', name, 'must be no more than 253 characters')]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u001f\ud800-\udfff]/.test(name))
    return [invalid('metadata.name', name, 'may not contain control characters')]
  return /[/%]/.test(name) || name === '.' || name === '..'
    ? [invalid('metadata.name', name, "may not be '.' or '..', nor contain '/' or '%'")]
    : []
}

/** Throws 422 with every cause, in the real server's words. `before` is the stored object for an update. */
export function checkObject(type: ResourceType, object: StoredObject, before: StoredObject | undefined): void {
  const { name } = object.metadata
  const names = name.length <= 253 && SUBDOMAIN.test(name) ? [] : [invalid('metadata.name', name, SUBDOMAIN_WORDS)]
  const kind = type.kind
  const causes = [
    ...(type.group === 'rbac.authorization.k8s.io' ? pathSegmentCauses(name) : names),
    ...(kind === 'Pod' ? containerCauses(objectAt(object, 'spec'), 'spec') : []),
    ...(RUNNERS.includes(kind) ? runnerCauses(object) : []),
    ...(kind === 'Service' ? serviceCauses(object) : []),
    ...immutableCauses(kind, object, before),
    ...finalizerCauses(object, before),
  ]
  if (causes.length > 0) throw statusErrors.invalid(type, name, causes)
}

/** What is being deleted gets no new finalizers. */
function finalizerCauses(object: StoredObject, before: StoredObject | undefined): readonly FieldCause[] {
  if (before?.metadata.deletionTimestamp === undefined) return []
  const fresh = (object.metadata.finalizers ?? []).filter((one) => !(before.metadata.finalizers ?? []).includes(one))
  if (fresh.length === 0) return []
  const list = fresh.map((one) => JSON.stringify(one)).join(', ')
  return [
    {
      reason: 'FieldValueForbidden',
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
      field: 'metadata.finalizers',
    },
  ]
}

function immutableCauses(kind: string, object: StoredObject, before: StoredObject | undefined): readonly FieldCause[] {
  if (before === undefined) return []
  const selectors = [at(before, 'spec', 'selector'), at(object, 'spec', 'selector')] as const
  if (RUNNERS.includes(kind) && kind !== 'Job' && !sameJson(...selectors)) {
    return [invalid('spec.selector', selectors[1], 'field is immutable')]
  }
  return kind === 'Pod' && !sameJson(fixedPodSpec(before), fixedPodSpec(object)) ? [POD_FIXED] : []
}

const POD_FIXED: FieldCause = {
  reason: 'FieldValueForbidden',
  message:
    'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
  field: 'spec',
}

/** A pod's spec without what may be changed. */
function fixedPodSpec(pod: StoredObject): JsonObject {
  const spec = objectAt(pod, 'spec')
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...fixed } = spec
  const imageless = (key: string) => listAt(spec, key).map(({ image: _image, ...rest }) => rest)
  return { ...fixed, containers: imageless('containers'), initContainers: imageless('initContainers') }
}
