import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { endpoints } from './endpoints'
import { openApiDocument } from './openapi-document'

const document = JSON.parse(JSON.stringify(openApiDocument()))
const SCHEMA = { $ref: 'https://json-schema.org/draft/2020-12/schema' }
const closed = { additionalProperties: false, type: 'object' }
const content = {
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: '^[a-z]+/[a-z-]+$' },
  additionalProperties: { ...closed, properties: { schema: SCHEMA } },
}
/** As https://spec.openapis.org/oas/v3.1.1 says it, of what this document uses. */
const STRUCTURE = {
  ...closed,
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { pattern: '^3\\.1\\.\\d+$' },
    info: {
      ...closed,
      required: ['title', 'version'],
      properties: {
        title: { type: 'string' },
        version: { type: 'string' },
        description: { type: 'string' },
        license: { ...closed, required: ['name'], properties: { name: {}, identifier: { type: 'string' } } },
      },
    },
    servers: { type: 'array', items: { ...closed, required: ['url'], properties: { url: { type: 'string' } } } },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] },
        additionalProperties: {
          ...closed,
          required: ['responses'],
          patternProperties: { '^x-': {} },
          properties: {
            operationId: { type: 'string', pattern: '^[a-z][A-Za-z]+$' },
            summary: { type: 'string' },
            security: {
              type: 'array',
              items: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
            },
            parameters: {
              type: 'array',
              items: {
                ...closed,
                required: ['name', 'in', 'schema'],
                properties: {
                  name: { type: 'string' },
                  in: { enum: ['path', 'query'] },
                  required: { type: 'boolean' },
                  schema: SCHEMA,
                },
                if: { properties: { in: { const: 'path' } } },
                // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
                then: { properties: { required: { const: true } }, required: ['required'] },
              },
            },
            requestBody: { ...closed, required: ['content'], properties: { required: { type: 'boolean' }, content } },
            responses: {
              type: 'object',
              minProperties: 1,
              propertyNames: { pattern: '^([1-5](\\d\\d|XX)|default)$' },
              additionalProperties: {
                ...closed,
                required: ['description'],
                properties: { description: { type: 'string' }, content },
              },
            },
          },
        },
      },
    },
    components: {
      ...closed,
      properties: {
        schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' }, additionalProperties: SCHEMA },
        securitySchemes: {
          type: 'object',
          additionalProperties: {
            ...closed,
            required: ['type', 'in', 'name'],
            properties: { type: { const: 'apiKey' }, in: { const: 'cookie' }, name: {}, description: {} },
          },
        },
      },
    },
  },
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  it('is one in its structure, with schemas that are JSON Schema', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    const valid = ajv.validate(STRUCTURE, document)
    expect(valid ? [] : ajv.errors).toEqual([])
  })

  it('has every endpoint with method and path, and none else', () => {
    const named = operations.map(({ path, method }) => {
      const address = path.replaceAll('{', '[').replaceAll('}', ']')
      return `${method.toUpperCase()} ${address}`
    })
    expect(named.sort()).toEqual(Object.keys(endpoints).sort())
  })

  it('names each operation once, and the parameters that its path has', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(inPath.sort(), path).toEqual(wanted.sort())
    }
  })

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref)
    const lost = refs.filter((ref) => !(ref.replace('#/components/schemas/', '') in document.components.schemas))
    expect(refs.length).toBeGreaterThan(20)
    expect(lost).toEqual([])
  })
})
