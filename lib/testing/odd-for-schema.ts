import fc from 'fast-check'
import { z } from 'zod'
import { oddJson } from './odd-input'

/** Inputs of the shape that a schema asks for, with odd values in the places of its fields; and any JSON. */
export function oddFor(schema: unknown): fc.Arbitrary<unknown> {
  const shaped = shapeOf(schema)
  return shaped === undefined
    ? oddJson()
    : fc.oneof({ weight: 8, arbitrary: shaped }, { weight: 1, arbitrary: oddJson() })
}

function shapeOf(schema: unknown): fc.Arbitrary<unknown> | undefined {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(
      ([key, inner]) => [key, fc.option(oddFor(inner), { freq: 8, nil: undefined })] as const,
    )
    return fc.record(Object.fromEntries(fields))
  }
  if (schema instanceof z.ZodArray) return fc.array(oddFor(schema.element), { maxLength: 4 })
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return oddFor(schema.unwrap())
  }
  if (schema instanceof z.ZodEnum) return fc.oneof(fc.constantFrom(...schema.options), oddJson())
  if (schema instanceof z.ZodBoolean) return fc.oneof(fc.boolean(), oddJson())
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.integer(), oddJson())
  if (schema instanceof z.ZodPipe) return oddFor(schema.in)
  return undefined
}
