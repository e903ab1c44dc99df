import { z } from 'zod'
import { MAX_TOPICS } from '@/lib/shared/live-stream'
import type { Contract } from './endpoint'

const LiveQuery = z.object({
  /** Separated by commas, e.g. `home,run:ID,run:ID:log,cluster:ID`. */
  topics: z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').filter((topic) => topic !== ''))
    .pipe(z.array(z.string()).min(1, 'Name at least one topic.').max(MAX_TOPICS, `At most ${MAX_TOPICS} topics.`)),
  /** Where a page that the server drew goes on, e.g. `run:ID=12`. */
  from: z.string().max(8_000).default(''),
})

/** An OpenAPI 3.1 document. What else is in it, its own specification says. */
export const ApiDescription = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
export type ApiDescription = z.infer<typeof ApiDescription>

/** The panel itself. */
export const panelEndpoints = {
  'GET /api/health': {
    summary: 'Whether the panel works, for supervisors, containers and load balancers: 200, or 503.',
    action: 'public',
    answer: z.object({ ok: z.boolean() }),
    statuses: [200, 503],
  },
  'GET /api/openapi.json': {
    summary: 'This description.',
    action: 'panel.use',
    answer: ApiDescription,
  },
  'GET /api/live': {
    summary: 'News of the topics that are asked for, as server-sent events. Last-Event-ID goes on where it broke off.',
    action: 'panel.use',
    query: LiveQuery,
    answer: { media: 'text/event-stream' },
  },
} as const satisfies Contract
