import { parse as parseYaml } from 'yaml'
import { BODY_BOUNDS } from './cluster-bounds'
import type { JsonObject } from './kube-object'
import { shapeProblem } from './shape-problem'
import { statusErrors } from './status-error'

/** A request as the handlers see it: authenticated, its body read. */
export interface ApiRequest {
  readonly method: string
  readonly pathname: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly accept: string
  /** First word of the User-Agent: the default field manager. */
  readonly agent: string
  readonly body: string
}

/** Where a watch or a followed log writes to until the client goes. */
export interface Sink {
  write(text: string): void
  end(): void
  /** Calls back when the client went away or `end` was called. */
  onClose(callback: () => void): void
}

export type ApiAnswer =
  | { readonly status: number; readonly json: JsonObject; readonly warnings?: readonly string[] }
  | { readonly status: number; readonly text: string }
  | { readonly status: number; readonly contentType: string; readonly stream: (sink: Sink) => void }

/** @param warnings for the people who see the answer: kubectl prints them */
export const json = (body: JsonObject, status = 200, warnings: readonly string[] = []): ApiAnswer => ({
  status,
  json: body,
  warnings,
})

/** Parses a JSON body into an object. Other formats are refused as the real server refuses unknown ones. */
export function bodyObject(request: ApiRequest, parse: (text: string) => unknown = JSON.parse): JsonObject {
  const value = bodyValue(request, parse)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw statusErrors.badRequest('the object provided is unrecognized (must be of type object)')
  }
  return value as JsonObject
}

/** What somebody sent, as far as it is no more than anybody may send. */
export function bodyValue(request: ApiRequest, parse: (text: string) => unknown = JSON.parse): unknown {
  const value = parsedBody(request, parse)
  const problem = shapeProblem(value)
  if (problem !== undefined) throw statusErrors.unfitBody(problem)
  return value
}

function parsedBody(request: ApiRequest, parse: (text: string) => unknown): unknown {
  const [type = ''] = request.contentType.split(';')
  if (!/^application\/(json|yaml|apply-patch\+yaml|[a-z-]+-patch\+json)$/.test(type.trim()))
    throw statusErrors.unsupportedMediaType()
  const yaml = type.trim().endsWith('yaml') && !isJson(request.body)
  if (yaml && request.body.length > BODY_BOUNDS.yamlCharacters)
    throw statusErrors.yamlTooLarge(BODY_BOUNDS.yamlCharacters)
  try {
    return yaml ? parseYaml(request.body) : parse(request.body)
  } catch (error) {
    throw statusErrors.badRequest(`couldn't parse the body: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** kubectl sends what it applies as JSON, which is YAML too, but much faster to read. */
function isJson(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
