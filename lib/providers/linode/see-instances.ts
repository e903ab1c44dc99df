import { type Instance, listInstances } from '@/lib/linode/instances'
import type { LinodeContext, LinodeScene } from './linode-context'
import type { LinodePort } from './linode-port'

interface Look {
  readonly at: number
  readonly answer: Promise<readonly Instance[]>
}

/** The latest list of each cluster's machines: however many steps wait for one of them, Linode is asked once a round. */
const looks = new WeakMap<LinodePort, Map<string, Look>>()

/** Bounded by the deadlines of the call itself: it is of all who wait, so none of them may end it. */
const { signal: unstopped } = new AbortController()

/**
 * All machines with the cluster's tag, as of at most `maxAgeMs` ago.
 * @throws AppError of `lib/linode/faults.ts`
 */
export async function seeInstances(
  ctx: LinodeContext,
  { linode, port, tag }: LinodeScene,
  maxAgeMs: number,
): Promise<readonly Instance[]> {
  const known = looks.get(port) ?? new Map<string, Look>()
  looks.set(port, known)
  const latest = known.get(tag)
  const now = ctx.ports.clock.now()
  if (latest !== undefined && now - latest.at < maxAgeMs) return latest.answer
  const look = { at: now, answer: listInstances(linode, tag, unstopped) }
  known.set(tag, look)
  try {
    return await look.answer
  } catch (error) {
    if (known.get(tag) === look) known.delete(tag)
    throw error
  }
}
