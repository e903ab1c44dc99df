import { named } from '@/lib/core/named'
import { at, isObject, type StoredObject } from './kube-object'
import { statusErrors } from './status-error'

export type Matcher = (object: StoredObject) => boolean

const NAME = `[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?`
const SET = new RegExp(String.raw`^(${NAME})\s+(in|notin)\s+\(([^)]*)\)$`)
const EQUAL = new RegExp(String.raw`^(${NAME})\s*(==|=|!=)\s*([^,()]*)$`)
const EXISTS = new RegExp(String.raw`^(!?)\s*(${NAME})$`)

function labelRequirement(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = SET.exec(text)
  if (set) {
    const [, key = '', , operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => (labels[key] !== undefined && values.includes(labels[key])) === (operator === 'in')
  }
  const equal = EQUAL.exec(text)
  if (equal) {
    const [, key = '', , operator, value = ''] = equal
    return (labels) => (labels[key] === value.trim()) === (operator !== '!=')
  }
  const exists = EXISTS.exec(text)
  if (exists) {
    const [, not, key = ''] = exists
    return (labels) => (labels[key] !== undefined) === (not === '')
  }
  if (/\([^)]*$/.test(text))
    throw statusErrors.badRequest("unable to parse requirement: found '', expected: ',' or ')'")
  throw statusErrors.badRequest(`unable to parse requirement: ${text}`)
}

/** A `labelSelector` of the address: equality and sets, joined by commas. */
export function labelMatcher(selector: string): Matcher {
  const parts = selector.split(/,(?![^(]*\))/).map((part) => part.trim())
  const requirements = parts.filter((part) => part !== '').map(labelRequirement)
  return (object) => requirements.every((fits) => fits(object.metadata.labels ?? {}))
}

/** A `spec.selector` of an object: `matchLabels` and `matchExpressions`, or plain labels as Services have. */
export function selectorMatcher(selector: unknown): Matcher {
  if (!isObject(selector)) return () => false
  const hasParts = 'matchLabels' in selector || 'matchExpressions' in selector
  const labels = hasParts ? selector['matchLabels'] : selector
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : []
  const wanted = Object.entries(isObject(labels) ? labels : {})
  return (object) => {
    const own = object.metadata.labels ?? {}
    return wanted.every(([key, value]) => own[key] === value) && expressions.every((one) => expressionFits(one, own))
  }
}

function expressionFits(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(at(expression, 'key'))]
  const values: readonly unknown[] = Array.isArray(at(expression, 'values'))
    ? (at(expression, 'values') as unknown[])
    : []
  const operators: Readonly<Record<string, boolean>> = {
    In: value !== undefined && values.includes(value),
    NotIn: value === undefined || !values.includes(value),
    Exists: value !== undefined,
    DoesNotExist: value === undefined,
  }
  return named(operators, String(at(expression, 'operator'))) ?? false
}

/** Beyond metadata.name and metadata.namespace, which every kind has. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
}

/** A `fieldSelector` of the address. A field that the kind cannot be selected by is refused, as the real server does. */
export function fieldMatcher(selector: string, kind: string): Matcher {
  const parts = selector.split(',').filter((part) => part.trim() !== '')
  const tests = parts.map((part) => {
    const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part.trim()) ?? []
    const known = ['metadata.name', 'metadata.namespace', ...(named(FIELDS, kind) ?? [])]
    if (operator === '') throw statusErrors.badRequest(`invalid selector: '${selector}'; can't understand '${part}'`)
    if (!known.includes(field)) {
      // Kinds with selectable fields of their own and kinds without answer in different words.
      throw statusErrors.badRequest(
        named(FIELDS, kind) === undefined
          ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
          : `field label not supported: ${field}`,
      )
    }
    return (object: StoredObject) => {
      const seen = at(object, ...field.split('.'))
      const text = seen === undefined || seen === null ? (field === 'spec.unschedulable' ? 'false' : '') : String(seen)
      return (text === value) === (operator !== '!=')
    }
  })
  return (object) => tests.every((fits) => fits(object))
}
