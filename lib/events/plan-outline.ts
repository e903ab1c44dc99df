import { pool } from '@/lib/db/pool'
import type { Plan } from '@/lib/engine/plan'

const OUTLINE = `
  select (plan - 'shared' - 'nodes') || jsonb_build_object('nodes', (
    select coalesce(jsonb_agg(node - 'input' order by position), '[]')
    from jsonb_array_elements(plan->'nodes') with ordinality as numbered(node, position)
  )) as plan
  from run where id = $1`

/**
 * A run's plan without what its steps are given: that is all of its size, and nothing for who only wants to know what
 * its nodes are and how they depend on each other. Undefined where there is no such run.
 */
export async function planOutline(runId: string): Promise<Plan | undefined> {
  const { rows } = await pool().query<{ plan: Plan }>({ name: 'plan-outline', text: OUTLINE, values: [runId] })
  return rows[0]?.plan
}
