/** What a fault sends instead of the API's answer. */
export type Broken =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly type: string
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The request is taken, and nothing comes, or nothing after the beginning of an answer. */
  | { readonly kind: 'silence'; readonly after?: string }
  | { readonly kind: 'reset' }
  /** A body without an end. */
  | { readonly kind: 'endless' }

export interface LinodeFaultCase {
  readonly broken: Broken
  /** Whether what was asked for is done all the same. */
  readonly hasEffect: boolean
}

const json = (status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Broken => ({
  kind: 'answer',
  status,
  type: 'application/json',
  body: JSON.stringify({ errors: [{ reason }] }),
  headers,
})

const PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>'
const page = (status: number): Broken => ({ kind: 'answer', status, type: 'text/html', body: PAGE })

/** All faults by their well-known names: what `breakNext` takes, and what a label may end in (`web-fault-500-late`). */
export const LINODE_FAULTS = {
  '408': { broken: json(408, 'Please try again'), hasEffect: false },
  '408-late': { broken: json(408, 'Please try again'), hasEffect: true },
  '429': { broken: json(429, 'Too many requests', { 'retry-after': '12' }), hasEffect: false },
  '429-negative': { broken: json(429, 'Too many requests', { 'retry-after': '-3' }), hasEffect: false },
  '500': { broken: json(500, 'Internal server error'), hasEffect: false },
  '500-late': { broken: json(500, 'Internal server error'), hasEffect: true },
  '503': { broken: json(503, 'Service unavailable. Please try again later.'), hasEffect: false },
  '503-late': { broken: json(503, 'Service unavailable. Please try again later.'), hasEffect: true },
  'html-502': { broken: page(502), hasEffect: false },
  'html-502-late': { broken: page(502), hasEffect: true },
  'html-400': { broken: page(400), hasEffect: false },
  busy: { broken: json(400, 'Linode busy.'), hasEffect: false },
  'time-out': { broken: { kind: 'silence' }, hasEffect: false },
  'time-out-late': { broken: { kind: 'silence' }, hasEffect: true },
  'half-answer': { broken: { kind: 'silence', after: '{"data":[' }, hasEffect: true },
  reset: { broken: { kind: 'reset' }, hasEffect: false },
  'reset-late': { broken: { kind: 'reset' }, hasEffect: true },
  'malformed-json': {
    broken: { kind: 'answer', status: 200, type: 'application/json', body: '{"id": 7, "label": "we' },
    hasEffect: true,
  },
  // To itself: followed, it would be seen as one more request.
  redirect: {
    broken: { kind: 'answer', status: 307, type: 'text/html', body: '', headers: { location: '/v4/profile' } },
    hasEffect: false,
  },
  endless: { broken: { kind: 'endless' }, hasEffect: true },
} as const satisfies Readonly<Record<string, LinodeFaultCase>>

export type LinodeFaultName = keyof typeof LINODE_FAULTS

export const isLinodeFault = (name: string): name is LinodeFaultName => name in LINODE_FAULTS
