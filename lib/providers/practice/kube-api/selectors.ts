import { named } from '@/lib/core/named'
import { BODY_BOUNDS } from './cluster-bounds'
import { at, isObject, type JsonObject, type StoredObject } from './kube-object'
import { statusErrors } from './status-error'

export type Matcher = (object: StoredObject) => boolean

const NAME = `[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?`
const SET = new RegExp(String.raw`^(${NAME})\s+(in|notin)\s+\(([^)]*)\)$`)
const EQUAL = new RegExp(String.raw`^(${NAME})\s*(==|=|!=)([^,()]*)$`)
const EXISTS = new RegExp(String.raw`^(!?)\s*(${NAME})$`)

function labelRequirement(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = SET.exec(text)
  if (set) {
    const [, key = '', , operator, list = ''] = set
    const values = new Set(list.split(',').map((value) => value.trim()))
    return (labels) => (labels[key] !== undefined && values.has(labels[key])) === (operator === 'in')
  }
  const equal = EQUAL.exec(text)
  if (equal) {
    const [, key = '', , operator, given = ''] = equal
    const value = given.trim()
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const exists = EXISTS.exec(text)
  if (exists) {
    const [, not, key = ''] = exists
    return (labels) => (labels[key] !== undefined) === (not === '')
  }
  if (text.lastIndexOf('(') > text.lastIndexOf(')'))
    throw statusErrors.badRequest("unable to parse requirement: found '', expected: ',' or ')'")
  throw statusErrors.badRequest(`unable to parse requirement: ${text}`)
}

/** At commas that are in no brackets. An address may be all commas, so it is gone through once. */
function splitOutside(selector: string): readonly string[] {
  const parts: string[] = []
  let [from, depth] = [0, 0]
  for (let i = 0; i < selector.length; i++) {
    const char = selector[i]
    if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    else if (char === ',' && depth <= 0) {
      parts.push(selector.slice(from, i))
      from = i + 1
    }
  }
  return [...parts, selector.slice(from)]
}

function few(parts: readonly string[]): readonly string[] {
  const most = BODY_BOUNDS.selectorTerms
  if (parts.length <= most) return parts
  throw statusErrors.badRequest(
    `unable to parse requirement: ${parts.length} requirements, at most ${most} are allowed`,
  )
}

/** A `labelSelector` of the address: equality and sets, joined by commas. */
export function labelMatcher(selector: string): Matcher {
  const parts = splitOutside(selector).map((part) => part.trim())
  const requirements = few(parts.filter((part) => part !== '')).map(labelRequirement)
  return (object) => requirements.every((fits) => fits(object.metadata.labels ?? {}))
}

/** A `spec.selector` of an object: `matchLabels` and `matchExpressions`, or plain labels as Services have. */
export function selectorMatcher(selector: unknown): Matcher {
  if (!isObject(selector)) return () => false
  const known = matchers.get(selector)
  if (known !== undefined) return known
  const made = matcherFor(selector)
  matchers.set(selector, made)
  return made
}

/** Controllers ask for the same ones over and over. */
const matchers = new WeakMap<object, Matcher>()

function matcherFor(selector: JsonObject): Matcher {
  const hasParts = 'matchLabels' in selector || 'matchExpressions' in selector
  const labels = hasParts ? selector['matchLabels'] : selector
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : []
  const wanted = Object.entries(isObject(labels) ? labels : {})
  const tests = expressions.map(expressionTest)
  return (object) => {
    const own = object.metadata.labels ?? {}
    return wanted.every(([key, value]) => own[key] === value) && tests.every((fits) => fits(own))
  }
}

function expressionTest(expression: unknown): (labels: Readonly<Record<string, string>>) => boolean {
  const key = String(at(expression, 'key'))
  const given = at(expression, 'values')
  const values = new Set<unknown>(Array.isArray(given) ? given : [])
  const operators: Readonly<Record<string, (value: string | undefined) => boolean>> = {
    In: (value) => value !== undefined && values.has(value),
    NotIn: (value) => value === undefined || !values.has(value),
    Exists: (value) => value !== undefined,
    DoesNotExist: (value) => value === undefined,
  }
  const fits = named(operators, String(at(expression, 'operator'))) ?? (() => false)
  return (labels) => fits(labels[key])
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
  const parts = few(selector.split(',').filter((part) => part.trim() !== ''))
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
    const path = field.split('.')
    return (object: StoredObject) => {
      const seen = at(object, ...path)
      const text = seen === undefined || seen === null ? (field === 'spec.unschedulable' ? 'false' : '') : String(seen)
      return (text === value) === (operator !== '!=')
    }
  })
  return (object) => tests.every((fits) => fits(object))
}
