import { describe, expect, it, vi } from 'vitest'
import { aConfigMap, apiWorld, CONFIG_MAPS } from '@/lib/testing/practice/api-world'
import { at } from './kube-object'

/** What generated requests found, one by one; practice-api-odd.test.ts makes them. */

it('refuses an address that encodes nothing', () => {
  const { call } = apiWorld()
  expect(call('GET', `${CONFIG_MAPS}/%`)).toMatchObject({ status: 400, json: { reason: 'BadRequest' } })
})

const THINGS = '/apis/odd.example/v1/namespaces/default/things'
const definition = (kind: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.odd.example' },
  spec: {
    group: 'odd.example',
    names: { plural: 'things', singular: 'thing', kind },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: {} }],
  },
})

describe('a name that every object of JavaScript has', () => {
  it.each(['Thing', 'constructor', 'toString'])('may be the field of a %s', (kind) => {
    const { ask, call } = apiWorld()
    ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition(kind))
    const body = { apiVersion: 'odd.example/v1', kind, metadata: { name: 'one' }, constructor: [{ a: 1 }] }
    expect(call('POST', THINGS, body)).toMatchObject({ status: 201 })
    expect(ask('GET', `${THINGS}/one`)['constructor']).toEqual([{ a: 1 }])
    expect(call('GET', `${THINGS}?fieldSelector=constructor%3D1`)).toMatchObject({ status: 400 })
  })
})

describe('owned fields that cannot be read', () => {
  const { ask, call } = apiWorld()
  ask('POST', CONFIG_MAPS, aConfigMap('one'))
  const given = (managedFields: unknown) => ({ ...aConfigMap('one'), metadata: { name: 'one', managedFields } })

  it.each([
    ['no fields', [{ manager: 'me', operation: 'Apply' }]],
    [
      'fields of another kind',
      [{ manager: 'me', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1: { 'k:x': {} } }],
    ],
    ['none', []],
  ])('are taken for none: %s', (_, managedFields) => {
    const before = at(ask('GET', `${CONFIG_MAPS}/one`), 'metadata', 'managedFields')
    expect(call('PUT', `${CONFIG_MAPS}/one`, given(managedFields))).toMatchObject({ status: 200 })
    expect(at(ask('GET', `${CONFIG_MAPS}/one`), 'metadata', 'managedFields')).toEqual(before)
  })

  it('are forgotten when a client asks for it', () => {
    expect(call('PUT', `${CONFIG_MAPS}/one`, given([{}]))).toMatchObject({ status: 200 })
    expect(at(ask('GET', `${CONFIG_MAPS}/one`), 'metadata', 'managedFields')).toEqual([])
  })
})

it('watches on when somebody asks for longer than a timer can be set to', () => {
  vi.useFakeTimers()
  try {
    const { ask, watch } = apiWorld()
    const watching = watch(`${CONFIG_MAPS}?watch=1&timeoutSeconds=1000000000000`)
    vi.advanceTimersByTime(3_600_000)
    ask('POST', CONFIG_MAPS, aConfigMap('one'))
    expect(watching.seen()).toEqual(['ADDED one'])
    watching.stop()
  } finally {
    vi.useRealTimers()
  }
})
