import { pool } from '@/lib/db/pool'

/** So many runs of the same kind are looked at, the latest ones. */
const RUNS = 10

const DURATIONS = `
  with recent as materialized (
    select id, plan from run where recipe = $1 and provider = $2 and status = 'succeeded'
    order by "createdAt" desc limit ${RUNS}
  ), marks as (
    select "runId", event->>'node' as node, event->>'type' as type, (event->>'at')::bigint as at,
      lag((event->>'at')::bigint) over (partition by "runId", event->>'node' order by seq) as before
    from run_event join recent on recent.id = run_event."runId"
    where event->>'type' in ('started', 'succeeded')
  ), nodes as (
    select recent.id as "runId", node->>'id' as node, node->>'step' as step
    from recent cross join lateral jsonb_array_elements(plan->'nodes') as node
  )
  select step, percentile_cont(0.5) within group (order by at - before) / 1000 as seconds
  from marks join nodes using ("runId", node) where type = 'succeeded'
  group by step`

/**
 * Median seconds that each step took, by step name, in the latest succeeded runs of this recipe on this provider:
 * of the whole panel, since it tells nothing about anybody.
 */
export async function stepDurations(recipe: string, provider: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool().query<{ step: string; seconds: number }>({
    name: 'step-durations',
    text: DURATIONS,
    values: [recipe, provider],
  })
  return Object.fromEntries(rows.map(({ step, seconds }) => [step, seconds]))
}
