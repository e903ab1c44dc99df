import { parse as parseYaml } from 'yaml'
import type { JsonObject } from './kube-object'
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

export function bodyValue(request: ApiRequest, parse: (text: string) => unknown = JSON.parse): unknown {
  const [type = ''] = request.contentType.split(';')
  if (!/^application\/(json|yaml|apply-patch\+yaml|[a-z-]+-patch\+json)$/.test(type.trim()))
    throw statusErrors.unsupportedMediaType()
  try {
    return type.trim().endsWith('yaml') ? parseYaml(request.body) : parse(request.body)
  } catch (error) {
    throw statusErrors.badRequest(`couldn't parse the body: ${error instanceof Error ? error.message : String(error)}`)
  }
}
