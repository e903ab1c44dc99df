import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { type PracticeKube, startPracticeKube } from '@/lib/testing/practice-kube'
import { judgeManifest, waitsFor } from './judge-manifest'
import { readManifests } from './read-manifests'

const signal = new AbortController().signal
let kube: PracticeKube
let api: ClusterApi

beforeAll(async () => {
  kube = await startPracticeKube({ nodes: 1 })
  api = kubernetesClusterApis().open(kube.kubeconfig)
})
afterAll(async () => {
  api?.close()
  await kube?.close()
})

const judge = async (text: string) => {
  const read = readManifests(text)
  expect(read.problems).toEqual([])
  return (await judgeManifest(api, read, 'yaml-shop', signal)).map(({ line, problem }) => `${line}: ${problem}`)
}
const map = (name: string, namespace = 'default') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {a: "1"}\n`

describe('what the API server says of pasted YAML', () => {
  it('is nothing where all is right, and nothing is made', async () => {
    expect(await judge(`${map('one')}---\n${map('two')}`)).toEqual([])
    expect(await api.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' }, signal)).not.toContainEqual(
      expect.objectContaining({ metadata: expect.objectContaining({ name: 'one' }) }),
    )
  })

  it('names the line of each object that it refuses', async () => {
    const text = [
      map('one'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec: {ports: all}\n',
      map('two', 'nosuch'),
      'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: empty}\nspec: {}\n',
    ].join('---\n')
    const problems = await judge(text)
    expect(problems).toHaveLength(4)
    expect(problems[0]).toMatch(/^6: Service odd: The cluster refused this/)
    expect(problems[1]).toMatch(/^11: ConfigMap two: .*nosuch/)
    expect(problems[2]).toMatch(/^16: Widget w: This cluster does not know Widget/)
    expect(problems[3]).toMatch(/^20: Deployment empty: The cluster refused this/)
  })

  it('waits for a namespace and a kind that come with it', async () => {
    const definition =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Widget, plural: widgets, singular: widget}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]\n'
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: shop}\n'
    const space = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
    const text = [definition, widget, space, map('one', 'shop')].join('---\n')
    expect(await judge(text)).toEqual([])
    const read = readManifests(text)
    expect(read.objects.map(({ object }) => waitsFor(object, read)?.kind)).toEqual([
      undefined,
      'CustomResourceDefinition',
      undefined,
      'Namespace',
    ])
  })

  it('does not let an app take what is somebody else’s', async () => {
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'default' } }
    await api.apply([theirs], signal)
    expect(await judge(map('theirs'))).toEqual([
      '1: The cluster has ConfigMap theirs already, and it is not of this app. Give yours another name.',
    ])
    const labels = { 'buzzcrate.dev/app': 'yaml-shop' }
    await api.apply([{ ...theirs, metadata: { ...theirs.metadata, labels } }], signal)
    expect(await judge(map('theirs'))).toEqual([])
  })
})
