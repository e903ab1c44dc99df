import type { ServerResponse } from 'node:http'

/** Exchanges of one cluster's people that go on at one time, streams among them; and such as still send their body. */
const MOST_OPEN = 200
const MOST_BODIES = 4
/** Bytes that were written for one cluster's people and that they have not read yet. */
const MOST_UNSENT_BYTES = 12 * 2 ** 20

interface Exchange {
  readonly response: ServerResponse
  sending: boolean
  /** Whether whoever asked may still ask. */
  readonly mayGoOn: () => Promise<boolean>
}

/** What goes on between the server and the people of each cluster: bounded, and ended when they may no longer. */
export class OpenExchanges {
  private readonly byCluster = new Map<string, Set<Exchange>>()

  /** @returns what to call when the body is there; undefined when there is too much already */
  admit(
    clusterId: string,
    response: ServerResponse,
    hasBody: boolean,
    mayGoOn: () => Promise<boolean>,
  ): (() => void) | undefined {
    const open = this.byCluster.get(clusterId) ?? new Set<Exchange>()
    const all = [...open]
    const unsent = all.reduce((sum, each) => sum + each.response.writableLength, 0)
    const bodies = all.filter((each) => each.sending).length
    if (open.size >= MOST_OPEN || unsent > MOST_UNSENT_BYTES || (hasBody && bodies >= MOST_BODIES)) return undefined
    const exchange: Exchange = { response, sending: hasBody, mayGoOn }
    open.add(exchange)
    this.byCluster.set(clusterId, open)
    response.once('close', () => {
      open.delete(exchange)
      if (open.size === 0 && this.byCluster.get(clusterId) === open) this.byCluster.delete(clusterId)
    })
    return () => {
      exchange.sending = false
    }
  }

  /** Ends what goes on for those who may no longer: a watch may be hours old. */
  async look(): Promise<void> {
    for (const open of [...this.byCluster.values()]) {
      for (const { response, mayGoOn } of [...open]) if (!(await mayGoOn())) response.destroy()
    }
  }
}
