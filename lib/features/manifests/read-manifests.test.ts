import { describe, expect, it } from 'vitest'
import { planManifest } from './plan-manifest'
import { MOST_OBJECTS, readManifests } from './read-manifests'

const map = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`
const problemsOf = (text: string) => readManifests(text).problems.map(({ line, problem }) => `${line}: ${problem}`)

/** What people really paste that is wrong: each is one clear sentence, with the line. */
const MALFORMED: readonly (readonly [string, string, RegExp])[] = [
  ['nothing', '\n# a remark\n---\n', /^1: There is no object/],
  ['a tab for indenting', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n', /^4: .*YAML/],
  ['a bracket that is not closed', `${map('a')}data: {a: "1"\n`, /^\d: .*YAML/],
  ['a quote that is not closed', `${map('a')}data:\n  a: "1\n`, /^\d: .*YAML/],
  ['a key twice', `${map('a')}kind: Secret\n`, /^5: .*YAML/],
  ['wrong indenting', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n labels: {}\n', /^5: .*YAML/],
  ['a tag of another program', `${map('a')}data: !Ref other\n`, /^5: .*YAML/],
  ['an alias that nobody defines', `${map('a')}data: *nosuch\n`, /^1: It uses an alias/],
  ['a list instead of an object', '- a\n- b\n', /^1: This is no Kubernetes object/],
  ['a text', 'hello\n', /^1: This is no Kubernetes object/],
  ['no apiVersion', 'kind: ConfigMap\nmetadata: {name: a}\n', /^1: apiVersion is missing/],
  ['an odd apiVersion', 'apiVersion: 1.0\nkind: ConfigMap\nmetadata: {name: a}\n', /^1: apiVersion/],
  ['no kind', `${map('a')}---\napiVersion: v1\nmetadata: {name: b}\n`, /^6: kind is missing/],
  ['a kind in small letters', 'apiVersion: v1\nkind: configmap\nmetadata: {name: a}\n', /^1: kind is one word/],
  ['no metadata', 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n', /^1: metadata is missing/],
  ['no name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', /^1: metadata.name is missing/],
  ['a name in capitals', map('My_Shop'), /^1: “My_Shop” is no name/],
  ['a made name', 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n', /^1: metadata.generateName/],
  ['a label that is a number', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {v: 1}}\n', /^1: Labels and/],
  [
    'the same object twice',
    `${map('a')}---\n${map('b')}---\n${map('a')}`,
    /^11: ConfigMap a is there twice: .* line 1/,
  ],
  ['a template of a chart', `${map('a')}data:\n  a: {{ .Values.a }}\n`, /^6: This is a template of a Helm chart/],
  ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n', /^1: A Secret would lie readable/],
  [
    'too many objects',
    Array.from({ length: MOST_OBJECTS + 1 }, (_, i) => map(`a-${i}`)).join('---\n'),
    /^1: There are 51/,
  ],
  ['a thousand levels', `${map('a')}data: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n`, /^1: It is nested deeper/],
  ['aliases that explode', `${map('a')}${exploding()}`, /^1: It uses an alias .* more of them/],
]

function exploding(): string {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
  return `l0: &l0 [x, x]\n${levels.join('\n')}\n`
}

describe('malformed YAML', () => {
  it.each(MALFORMED)('%s', (_, text, expected) => {
    const problems = problemsOf(text)
    expect(problems[0]).toMatch(expected)
    for (const problem of problems) expect(problem).toMatch(/[.!?]$/)
  })

  it('stands a hundred thousand brackets', () => {
    expect(problemsOf('['.repeat(100_000)).length).toBeGreaterThan(0)
  })

  it('names no more problems than somebody reads', () => {
    expect(problemsOf('- a\n---\n'.repeat(500)).length).toBe(20)
  })
})

describe('what is right', () => {
  it('is read with its lines, from YAML, from JSON and from a List', () => {
    const { objects, problems } = readManifests(`# hello\n${map('a')}---\n${map('b')}`)
    expect({ problems, lines: objects.map(({ line, object }) => [line, object.metadata.name]) }).toEqual({
      problems: [],
      lines: [
        [2, 'a'],
        [7, 'b'],
      ],
    })
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [1, 2].map((n) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p-${n}` } })),
    }
    expect(readManifests(JSON.stringify(list, null, 2)).objects.map(({ object }) => object.metadata.name)).toEqual([
      'p-1',
      'p-2',
    ])
  })

  it('leaves the status out that kubectl get shows', () => {
    const [read] = readManifests(map('a', 'status: {phase: Active}\n')).objects
    expect(read?.object).not.toHaveProperty('status')
  })

  it('becomes an app: marked everywhere, with its workloads as checks', () => {
    const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop, labels: {mine: "yes"}}
spec:
  selector: {matchLabels: {app: db, tier: back}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]
`
    const app = planManifest(
      'shop',
      readManifests(text).objects.map(({ object }) => object),
      { clusterId: 'c1' },
    )
    const marks = { 'buzzcrate.dev/app': 'yaml-shop', 'buzzcrate.dev/cluster': 'c1' }
    expect(app).toMatchObject({
      id: 'yaml-shop',
      title: 'shop',
      storage: true,
      checks: [{ workload: 'StatefulSet', namespace: 'shop', name: 'db', labelSelector: 'app=db,tier=back' }],
      objects: [
        {
          metadata: { labels: { mine: 'yes', ...marks } },
          spec: { volumeClaimTemplates: [{ metadata: { name: 'data', labels: marks } }] },
        },
      ],
    })
  })
})
