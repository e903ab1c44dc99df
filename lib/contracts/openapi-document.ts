import { z } from 'zod'
import type { Endpoint } from './endpoint'
import { endpoints } from './endpoints'
import { FailedAnswer } from './failure'

type JsonSchema = Record<string, unknown>
type Components = Record<string, JsonSchema>

/**
 * The description of the API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), made of nothing but the
 * contracts. Schemas that have an id stand under `components` once.
 */
export function openApiDocument() {
  const components: Components = {}
  const failed = jsonContent(FailedAnswer, 'output', components)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [address, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const [method = '', template = ''] = address.split(' ')
    const path = template.replaceAll('[', '{').replaceAll(']', '}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(address, endpoint, failed, components) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'BuzzCrate',
      version: '1',
      description:
        'The API of this panel, as its own pages use it. Sign in with POST /api/auth/sign-in and send the cookie along.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'buzz.session_token',
          description: 'Over https its name is __Secure-buzz.session_token.',
        },
      },
    },
  }
}

function operation(address: string, endpoint: Endpoint, failed: unknown, components: Components) {
  const { summary, action, params, query, body, answer } = endpoint
  const parameters = [...parametersOf(params, 'path', components), ...parametersOf(query, 'query', components)]
  const statuses = endpoint.statuses ?? [answer === 'nothing' ? 204 : 200]
  const success = answerOf(endpoint, components)
  return {
    operationId: operationId(address),
    summary,
    ...(action === 'public' ? { security: [] } : { security: [{ session: [] }], 'x-action': action }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: bodyContent(body, components) } }),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [String(status), success])),
      default: { description: 'It did not work: what happened, in plain words.', content: failed },
    },
  }
}

/** `DELETE /api/clusters/[clusterId]/apps/[appId]` → `deleteClustersByClusterIdAppsByAppId`. */
function operationId(address: string): string {
  const [method = '', path = ''] = address.split(' ')
  const words = path
    .replace('/api/', '')
    .replaceAll('[', 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function answerOf({ answer }: Endpoint, components: Components) {
  if (answer === 'nothing') return { description: 'It is done.' }
  if ('media' in answer)
    return { description: 'The text.', content: { [answer.media]: { schema: { type: 'string' } } } }
  return { description: 'The answer.', content: jsonContent(answer, 'output', components) }
}

const bodyContent = (body: z.ZodType | 'bytes', components: Components) =>
  body === 'bytes' ? { 'application/octet-stream': {} } : jsonContent(body, 'input', components)

const jsonContent = (schema: z.ZodType, io: 'input' | 'output', components: Components) => ({
  'application/json': { schema: jsonSchema(schema, io, components) },
})

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query', components: Components) {
  if (schema === undefined) return []
  const { properties, required } = Parameters.parse(jsonSchema(schema, 'input', components))
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: inner,
  }))
}

/** What JSON Schema makes of the parameters of an address: an object of plain values. */
const Parameters = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
})

/** The schema as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. What it refers to goes to `components`. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonSchema {
  const made = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: withoutReadOnly,
  })
  const {
    $schema: _,
    $defs = {},
    id,
    ...rest
  } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/'))
  for (const [name, definition] of Object.entries<JsonSchema>($defs)) keep(components, name, definition)
  if (typeof id !== 'string') return rest
  keep(components, id, rest)
  return { $ref: `#/components/schemas/${id}` }
}

/** @throws Error when an id stands for two things */
function keep(components: Components, name: string, { id: _, ...definition }: JsonSchema): void {
  const known = components[name]
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
    throw new Error(`two schemas of the contracts have the id ${name}`)
  }
  components[name] = definition
}

/** Lists are read-only in TypeScript only: in OpenAPI the word means something else. */
function withoutReadOnly({ jsonSchema }: { readonly jsonSchema: JsonSchema }): void {
  delete jsonSchema['readOnly']
}
