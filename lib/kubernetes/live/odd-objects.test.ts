import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { oddText } from '@/lib/testing/odd-input'
import { scaledMs } from '@/lib/testing/pace'
import { DeploymentObject, EventObject, NodeObject, PodObject, ServiceObject } from '../objects'
import { readFixture } from './fixtures/read-fixture'
import { presentDeployment } from './present-deployment'
import { presentEvents } from './present-event'
import { presentNode } from './present-node'
import { presentPod } from './present-pod'
import { presentService } from './present-service'
import { signalsByPod } from './signals-by-pod'

/** `FUZZ_RUNS=10000` tries harder than every change needs, `FUZZ_SEED` tries others. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 5)

/** The same value with two of its texts and numbers, wherever they are, become odd. */
function twisted(value: unknown): fc.Arbitrary<unknown> {
  const leaves = leavesOf(value)
  const twist = fc.constantFrom(...leaves).chain((path) => fc.tuple(fc.constant(path), oddLike(valueAt(value, path))))
  return fc.array(twist, { minLength: 1, maxLength: 2 }).map((twists) => {
    const copy: unknown = structuredClone(value)
    for (const [path, odd] of twists) put(copy, path, odd)
    return copy
  })
}

type Path = readonly (string | number)[]
const leavesOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : [path]
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value)
const put = (value: unknown, path: Path, odd: unknown): unknown =>
  Reflect.set(Object(valueAt(value, path.slice(0, -1))), path.at(-1) ?? '', odd)
const oddLike = (value: unknown): fc.Arbitrary<unknown> =>
  typeof value === 'number'
    ? fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
    : typeof value === 'boolean'
      ? fc.boolean()
      : oddText()

const pods = Object.values(z.record(z.string(), PodObject).parse(readFixture('pods')))
const events = z.array(EventObject).parse(readFixture('events'))
const nodes = z.object({ ready: z.array(NodeObject) }).parse(readFixture('nodes')).ready
const workloads = z.array(z.object({ kind: z.string() }).loose()).parse(readFixture('workloads'))
const ofKind = (kind: string) => workloads.filter((object) => object.kind === kind)
const signal = [...signalsByPod(events).values()][0]

const OBJECTS: readonly (readonly [string, readonly unknown[], (object: unknown) => unknown])[] = [
  ['pods', pods, (object) => presentPod(PodObject.parse(object), { signal, nodeSilent: false, successor: undefined })],
  [
    'lost pods',
    pods,
    (object) =>
      presentPod(PodObject.parse(object), { signal: undefined, nodeSilent: true, successor: { ready: false } }),
  ],
  ['nodes', nodes, (object) => presentNode(NodeObject.parse(object), { silentSince: undefined })],
  ['events', events, (object) => presentEvents([EventObject.parse(object)])],
  ['deployments', ofKind('Deployment'), (object) => presentDeployment(DeploymentObject.parse(object))],
  ['services', ofKind('Service'), (object) => presentService(ServiceObject.parse(object))],
]

describe('objects with something odd in them', () => {
  it.each(OBJECTS)(
    'become rows that can be stored and shown: %s',
    (_, objects, present) => {
      expect(objects.length).toBeGreaterThan(0)
      const property = fc.property(fc.constantFrom(...objects).chain(twisted), (object) => {
        const row = present(object)
        // Numbers that are none would become null on their way.
        expect(JSON.parse(JSON.stringify(row))).toEqual(row)
      })
      fc.assert(property, { numRuns: RUNS, seed: SEED })
    },
    scaledMs(60_000),
  )
})
