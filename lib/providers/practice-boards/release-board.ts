import { worldLink } from '../practice/link/own-world-link'

/** A worker that was killed is back within seconds. */
const WORLD_BACK_MS = 30_000

/** Takes a board out of the practice world's cluster: nothing of the cluster is left on it. Repeatable. */
export async function releaseBoard(clusterId: string, machineId: string): Promise<void> {
  await worldLink().ask(clusterId, 'release', { machineId }, { signal: AbortSignal.timeout(WORLD_BACK_MS) })
}
