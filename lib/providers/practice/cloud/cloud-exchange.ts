import type { Json } from '@/lib/core/errors'

/** A request to the cloud's API, without the network: `/v4` and `/v4beta` mean the same here. */
export interface CloudRequest {
  readonly method: string
  /** After the version, e.g. `/linode/instances/7`. */
  readonly path: string
  readonly query: URLSearchParams
  /** The header X-Filter. */
  readonly filter: string | undefined
  readonly token: string | undefined
  readonly body: string
}

export interface CloudAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined for an answer without a body. */
  readonly body: Json | undefined
}

/** What a handler says: an answer, or a refusal in the API's words. */
export type Said = { readonly status: number; readonly body: Json | undefined }

export const ok = (body: Json | undefined = {}): Said => ({ status: 200, body })

export const refuse = (status: number, reason: string, field?: string): Said => ({
  status,
  body: { errors: [{ reason, ...(field === undefined ? {} : { field }) }] },
})

export const NOT_FOUND = refuse(404, 'Not found')
