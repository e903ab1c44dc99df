import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml'
import { z } from 'zod'
import type { ManifestProblem } from '@/lib/contracts/manifests'
import type { KubeObject } from '@/lib/ports/cluster-api'

/** A pasted object, and the line on which it begins. */
export interface PastedObject {
  readonly line: number
  readonly object: KubeObject
}

export interface ReadManifests {
  readonly objects: readonly PastedObject[]
  /** None: all of it can be asked of a cluster. */
  readonly problems: readonly ManifestProblem[]
}

export const MOST_OBJECTS = 50
const MOST_DEPTH = 60
/** Nobody reads on after these. */
const MOST_PROBLEMS = 20

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
/** Roles and their bindings have names like `system:reader`. */
const RBAC = /^(Cluster)?Role(Binding)?$/

const named = (what: string) => z.string(`${what} is missing.`).min(1, `${what} is empty.`)
const Texts = z.record(
  z.string(),
  z.string('Labels and annotations are texts: put numbers and true or false into quotes.'),
)
const Pasted = z.looseObject({
  apiVersion: named('apiVersion').regex(/^([a-z0-9.-]+\/)?v[a-z0-9]+$/, 'apiVersion looks like v1 or apps/v1.'),
  kind: named('kind').regex(/^[A-Z][A-Za-z0-9]*$/, 'kind is one word with a capital letter, like Deployment.'),
  metadata: z.looseObject(
    {
      name: named('metadata.name'),
      namespace: z.string('metadata.namespace must be a text.').exactOptional(),
      labels: Texts.exactOptional(),
      annotations: Texts.exactOptional(),
    },
    'metadata is missing.',
  ),
})
const KubeList = z.looseObject({ kind: z.literal('List'), items: z.array(z.unknown()) })

/** Reads Kubernetes objects from YAML or JSON; says what is wrong by line. Pure: asks no cluster. */
export function readManifests(text: string): ReadManifests {
  const problems: ManifestProblem[] = []
  const objects: PastedObject[] = []
  const lines = new LineCounter()
  for (const document of documentsIn(text, lines, problems)) {
    const line = lineOf(document, lines)
    const found = textProblems(document, lines)
    problems.push(...found)
    if (found.length > 0) continue
    const value = contentOf(document)
    if (value instanceof Error) problems.push({ line, problem: value.message })
    // Between two separators there may be nothing, or a remark only.
    else if (value !== null) {
      for (const each of itemsOf(value)) {
        const read = readObject(each, line)
        if ('problem' in read) problems.push(read)
        else objects.push(read)
      }
    }
  }
  problems.push(...twice(objects))
  if (objects.length > MOST_OBJECTS) {
    problems.push({
      line: 1,
      problem: `There are ${objects.length} objects, and at most ${MOST_OBJECTS} go at a time.`,
    })
  }
  if (objects.length === 0 && problems.length === 0) problems.push({ line: 1, problem: 'There is no object in it.' })
  return { objects, problems: problems.slice(0, MOST_PROBLEMS) }
}

function documentsIn(text: string, lines: LineCounter, problems: ManifestProblem[]): readonly Document[] {
  const template = text.split('\n').findIndex((line) => line.includes('{{'))
  if (template >= 0) {
    const problem =
      'This is a template of a Helm chart. Render it first, with “helm template”, and paste what comes out.'
    problems.push({ line: template + 1, problem })
    return []
  }
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
    return Array.isArray(documents) ? documents : []
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    problems.push({ line: 1, problem: TOO_DEEP })
    return []
  }
}

const TOO_DEEP = `It is nested deeper than ${MOST_DEPTH} levels.`

const lineOf = ({ contents }: Document, lines: LineCounter): number =>
  lines.linePos(contents?.range?.[0] ?? 0).line || 1

function textProblems(document: Document, lines: LineCounter): readonly ManifestProblem[] {
  const found = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    problem: `This is not right as YAML: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
  }))
  let isDeep = false
  visit(document, (_, __, path) => {
    if (path.length <= MOST_DEPTH * 2) return undefined
    isDeep = true
    return visit.BREAK
  })
  return isDeep ? [...found, { line: lineOf(document, lines), problem: TOO_DEEP }] : found
}

const ALIASES = 'It uses an alias (*name) that nobody defined, or more of them than can be followed safely.'

function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    // Aliases of aliases of aliases: a few lines that would become a gigabyte.
    if (error instanceof ReferenceError) return new Error(ALIASES)
    throw error
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  const list = KubeList.safeParse(value).data
  return list === undefined ? [value] : list.items
}

function readObject(value: unknown, line: number): PastedObject | ManifestProblem {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, problem: 'This is no Kubernetes object: it needs apiVersion, kind and metadata.' }
  }
  if (z.looseObject({ metadata: z.looseObject({ generateName: z.string() }) }).safeParse(value).success) {
    return { line, problem: 'metadata.generateName makes a new object each time. Give it a name.' }
  }
  const read = Pasted.safeParse(value)
  if (!read.success) return { line, problem: read.error.issues[0]?.message ?? 'It is not right.' }
  const { kind, metadata } = read.data
  if (!RBAC.test(kind) && !NAME.test(metadata.name)) {
    return { line, problem: `“${metadata.name}” is no name: small letters, digits, hyphens and dots only.` }
  }
  if (metadata.namespace !== undefined && !NAME.test(metadata.namespace)) {
    return { line, problem: `“${metadata.namespace}” is no name of a namespace.` }
  }
  if (kind === 'Secret') {
    const problem = 'A Secret would lie readable in the panel’s database. Make it with kubectl, and leave it out here.'
    return { line, problem }
  }
  const { status: _, ...object } = read.data
  return { line, object }
}

function twice(objects: readonly PastedObject[]): readonly ManifestProblem[] {
  const seen = new Map<string, number>()
  return objects.flatMap(({ line, object: { apiVersion, kind, metadata } }) => {
    const key = `${apiVersion} ${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, line)
      return []
    }
    return [{ line, problem: `${kind} ${metadata.name} is there twice: it is on line ${first} as well.` }]
  })
}
