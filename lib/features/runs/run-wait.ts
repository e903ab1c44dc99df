import type { RunWait } from '@/lib/contracts/runs'
import { RUN_SHARES, runPlace } from '@/lib/db/run-turns'
import { recipesForImages } from './run-kinds'

/** Where a run stands in the line; null when it does not wait. The caller has checked that the actor may see the run. */
export async function runWait(runId: string): Promise<RunWait | null> {
  const place = await runPlace(runId, recipesForImages())
  return place === undefined ? null : { ...place, ownMost: RUN_SHARES.aPerson }
}
