import fc from 'fast-check'
import { expect, it } from 'vitest'
import { protobufToJson } from '@/lib/providers/practice/kube-api/protobuf-body'
import { StatusError } from '@/lib/providers/practice/kube-api/status-error'
import { oddText } from '../odd-input'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 5)

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
/** A field of bytes, as protobuf writes it. */
const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes])

/** An object as kubectl sends it: its kind, and its bytes. */
const body = (apiVersion: string, kind: string, object: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, Buffer.concat([field(1, Buffer.from(apiVersion)), field(2, Buffer.from(kind))])),
    field(2, object),
  ])

/** Messages in messages, with numbers and times among them. */
const message = (): fc.Arbitrary<Buffer> =>
  fc.letrec<{ message: Buffer; field: Buffer }>((tie) => ({
    message: fc
      .array(tie('field'), { maxLength: 4, depthIdentifier: 'message' })
      .map((fields) => Buffer.concat(fields)),
    field: fc
      .tuple(
        fc.integer({ min: 1, max: 20 }),
        fc.oneof(
          { maxDepth: 4, depthIdentifier: 'message' },
          oddText().map((text) => Buffer.from(text)),
          fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
          tie('message'),
        ),
      )
      .map(([number, value]) =>
        typeof value === 'bigint' ? Buffer.from([...varint(number << 3), ...bigVarint(value)]) : field(number, value),
      ),
  })).message

const bigVarint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...bigVarint(value >> 7n)]

const KINDS = [
  ['v1', 'Namespace'],
  ['v1', 'Pod'],
  ['v1', 'ConfigMap'],
  ['v1', 'Event'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
  ['coordination.k8s.io/v1', 'Lease'],
  ['v1', 'constructor'],
] as const

it('reads or refuses any bytes', () => {
  const bodies = fc.oneof(
    fc.tuple(fc.constantFrom(...KINDS), message()).map(([[version, kind], object]) => body(version, kind, object)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([Buffer.from('k8s\0'), bytes])),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  )
  const property = fc.property(bodies, (bytes) => {
    try {
      JSON.parse(protobufToJson(bytes) || 'null')
    } catch (error) {
      expect(error).toBeInstanceOf(StatusError)
    }
  })
  fc.assert(property, { numRuns: RUNS, seed: SEED })
})

it('reads what kubectl sends', () => {
  const metadata = field(1, field(1, Buffer.from('team')))
  expect(JSON.parse(protobufToJson(body('v1', 'Namespace', metadata)))).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team' },
  })
})

it.each([
  ['a time that no calendar has', 8, Buffer.from([8, ...bigVarint(2n ** 62n)])],
  ['owned fields that are no JSON', 17, field(7, field(1, Buffer.from('{"f:')))],
])('refuses %s', (_, number, value) => {
  const metadata = field(1, field(number, value))
  expect(() => protobufToJson(body('v1', 'Namespace', metadata))).toThrow(StatusError)
})
