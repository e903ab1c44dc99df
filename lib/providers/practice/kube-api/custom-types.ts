/** Kinds that the users of a cluster define by CustomResourceDefinitions, beside the ones that every cluster has. */
import { at, isObject, type JsonObject, listAt, type StoredObject, textAt } from './kube-object'
import { apiVersionOf, type ResourceType, resourceTypes, typeOf } from './resource-type'
import { AGE, type Column, column, NAME } from './table-column'

export const DEFINITION = 'CustomResourceDefinition'
/** A definition stays until what was made by it is gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io'

interface Definitions {
  list(type: ResourceType): readonly StoredObject[]
}

/** All kinds of one cluster. */
export class TypeCatalogue {
  private readonly store: Definitions
  private from: readonly StoredObject[] = []
  private known: readonly ResourceType[] = resourceTypes

  constructor(store: Definitions) {
    this.store = store
  }

  /** In the order of discovery. */
  all(): readonly ResourceType[] {
    const definitions = this.store.list(typeOf(DEFINITION))
    if (definitions === this.from) return this.known
    this.from = definitions
    this.known = definitions.length === 0 ? resourceTypes : [...resourceTypes, ...definitions.flatMap(typesOf)]
    return this.known
  }

  find(group: string, version: string, resource: string): ResourceType | undefined {
    return this.all().find((type) => type.group === group && type.version === version && type.resource === resource)
  }

  findKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.all().find((type) => apiVersionOf(type) === apiVersion && type.kind === kind)
  }
}

function typesOf(definition: StoredObject): readonly ResourceType[] {
  const names = at(definition, 'spec', 'names')
  const texts = (key: string): readonly string[] => {
    const found = at(names, key)
    return Array.isArray(found) ? found.map(String) : []
  }
  return listAt(definition, 'spec', 'versions')
    .filter((version) => version['served'] === true)
    .map((version) => ({
      group: textAt(definition, 'spec', 'group'),
      version: textAt(version, 'name'),
      resource: textAt(names, 'plural'),
      singular: textAt(names, 'singular'),
      kind: textAt(names, 'kind'),
      namespaced: textAt(definition, 'spec', 'scope') === 'Namespaced',
      shortNames: texts('shortNames'),
      categories: texts('categories'),
      subresources: at(version, 'subresources', 'status') === undefined ? [] : (['status'] as const),
      columns: [NAME, ...printerColumns(version)],
      schema: schemaOf(version),
    }))
}

function schemaOf(version: JsonObject): JsonObject {
  const schema = at(version, 'schema', 'openAPIV3Schema')
  return isObject(schema) ? schema : {}
}

/** The columns that a definition wants, with paths like `.spec.size`; age when it wants none. */
function printerColumns(version: JsonObject): readonly Column[] {
  const wanted = listAt(version, 'additionalPrinterColumns')
  if (wanted.length === 0) return [AGE]
  return wanted.map((one) => {
    const path = textAt(one, 'jsonPath')
      .split('.')
      .filter((key) => key !== '')
    if (textAt(one, 'type') === 'date' && path.join('.') === 'metadata.creationTimestamp')
      return { ...AGE, name: textAt(one, 'name') }
    return column(textAt(one, 'name'), (object) => textAt(object, ...path), {
      priority: Number(one['priority'] ?? 0) > 0 ? 1 : 0,
    })
  })
}

/** A definition as the real server keeps it: with the names it took, and established at once. */
export function admitDefinition(definition: StoredObject, now: string): StoredObject {
  const spec: JsonObject = isObject(definition['spec']) ? definition['spec'] : {}
  const given: JsonObject = isObject(spec['names']) ? spec['names'] : {}
  const kind = textAt(given, 'kind')
  const names = { listKind: `${kind}List`, singular: kind.toLowerCase(), ...given }
  const stored = listAt(spec, 'versions').filter((version) => version['storage'] === true)
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: now,
    reason,
    message,
  })
  return {
    ...definition,
    spec: { conversion: { strategy: 'None' }, ...spec, names },
    status: {
      acceptedNames: names,
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: stored.map((version) => textAt(version, 'name')),
    },
  }
}
