import { expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import type { WatchEvent } from './kube-wire-client'
import { configMap, failure, type KubeWireScene } from './kube-wire-scene'

/** Many objects: pages, watches, selectors and tables. */
export function describeWiredLists(scene: () => KubeWireScene): void {
  it('pages a list of one moment', async () => {
    const { wire, maps } = scene()
    const label = `page=${newId()}`
    const [key = '', value = ''] = label.split('=')
    const names = [`a-${value}`, `b-${value}`, `c-${value}`]
    for (const one of names) await wire.ask('POST', maps, { body: configMap(one, { labels: { [key]: value } }) })
    const query = `labelSelector=${encodeURIComponent(label)}&limit=2`
    const first = await wire.ask('GET', `${maps}?${query}`)
    const { metadata, items } = first.body as ListBody
    expect(items.map((item) => item.metadata.name)).toEqual(names.slice(0, 2))
    await wire.ask('DELETE', `${maps}/${names[2]}`)
    const next = await wire.ask('GET', `${maps}?${query}&continue=${encodeURIComponent(metadata.continue ?? '')}`)
    const rest = next.body as ListBody
    expect(rest.items.map((item) => item.metadata.name)).toEqual(names.slice(2))
    expect(rest.metadata.resourceVersion).toBe(metadata.resourceVersion)
    expect(await wire.ask('GET', `${maps}?limit=2&continue=nonsense`)).toMatchObject(failure(400, 'BadRequest'))
    expect(await wire.ask('DELETE', `${maps}?${query.split('&')[0]}`)).toMatchObject({
      code: 200,
      body: { kind: 'ConfigMapList' },
    })
  })

  it('watches from a version, and marks where it is', async () => {
    const { wire, maps, make, merge } = scene()
    const label = `watch=${newId()}`
    const [key = '', value = ''] = label.split('=')
    const labelled = { labels: { [key]: value } }
    const first = await make(labelled)
    const { body } = await wire.ask('GET', maps)
    const { resourceVersion } = (body as ListBody).metadata
    await merge(first.address, { data: { a: '2' } })
    await merge(first.address, { metadata: { labels: { [key]: 'else' } } })
    await wire.ask('DELETE', first.address)
    const selector = `labelSelector=${encodeURIComponent(label)}`
    const later = await wire.watch(`${maps}?watch=1&${selector}&resourceVersion=${resourceVersion}`, atLeast(2))
    expect(later.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED'])
    const second = await make(labelled)
    const query = `watch=1&${selector}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`
    const all = await wire.watch(`${maps}?${query}`, atLeast(2))
    expect(all).toMatchObject([
      { type: 'ADDED', object: { metadata: { name: second.mapName } } },
      { type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } },
    ])
  })

  it('refuses selectors that it does not understand', async () => {
    const { wire, maps } = scene()
    expect(await wire.ask('GET', `${maps}?fieldSelector=data.a%3D1`)).toMatchObject(failure(400, 'BadRequest'))
    expect(await wire.ask('GET', `${maps}?labelSelector=${encodeURIComponent('a in (b')}`)).toMatchObject(
      failure(400, 'BadRequest', "unable to parse requirement: found '', expected: ',' or ')'"),
    )
    expect(await wire.ask('GET', '/api/v1/pods?fieldSelector=spec.nosuch%3D1')).toMatchObject(
      failure(400, 'BadRequest', 'field label not supported: spec.nosuch'),
    )
  })

  it('prints tables', async () => {
    const { wire, maps, make } = scene()
    const { mapName } = await make()
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const table = await wire.ask('GET', `${maps}?fieldSelector=metadata.name%3D${mapName}&includeObject=None`, {
      accept,
    })
    expect(table).toMatchObject({
      code: 200,
      body: {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
        rows: [{ cells: [mapName, 1, expect.any(String)] }],
      },
    })
  })
}

interface ListBody {
  readonly metadata: { readonly continue?: string; readonly resourceVersion: string }
  readonly items: readonly { readonly metadata: { readonly name: string } }[]
}

const atLeast = (count: number) => (events: readonly WatchEvent[]) => events.length >= count
