import type { z } from 'zod'
import type { Action } from '@/lib/shared/policy'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Method and address of an endpoint, as Next's folders write what varies: `DELETE /api/clusters/[clusterId]`. */
export type EndpointAddress = `${Method} /api/${string}`

/** An answer that is not JSON; its type as in `content-type`. */
export interface MediaAnswer {
  readonly media:
    | 'text/plain'
    | 'text/csv'
    | 'application/yaml'
    | 'text/event-stream'
    | 'image/jpeg'
    | 'application/octet-stream'
}

/** What an endpoint takes and answers: the one place where that stands. */
export interface Endpoint {
  /** One sentence for people who read the description of the API. */
  readonly summary: string
  /** What one must be allowed to do, or `public`: anybody may ask. */
  readonly action: Action | 'public'
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  /** `bytes`: the body is a file of any size. */
  readonly body?: z.ZodType | 'bytes'
  /** Of a JSON body, where it has less than the usual megabyte. */
  readonly mostBytes?: number
  readonly answer: z.ZodType | MediaAnswer | 'nothing'
  /** HTTP statuses that have this answer, where they are not just 200 (204 for `nothing`). */
  readonly statuses?: readonly number[]
}

/** The endpoints of one noun, by address. */
export type Contract = Readonly<Record<EndpointAddress, Endpoint>>
