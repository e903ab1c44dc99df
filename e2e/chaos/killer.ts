import type { PanelPart, TestPanel } from '@/e2e/panel'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { openPool } from '@/lib/db/pool'
import { scaledMs } from '@/lib/testing/pace'
import { describeKill, type Kill } from './chaos-plan'

const LOOK_EVERY_MS = 20
const BACK_DEADLINE_MS = scaledMs(60_000)

/** Kills parts of a panel, each at its moment in a run, until there is nothing left to kill. */
export class Killer {
  /** What was killed, in order. */
  readonly done: string[] = []
  /** Nodes at which something was killed. */
  readonly hitNodes: string[] = []
  private readonly panel: TestPanel
  private readonly runId: string
  private readonly began = performance.now()
  private readonly stopping = new AbortController()
  private readonly working: Promise<unknown>

  constructor(panel: TestPanel, runId: string, kills: readonly Kill[]) {
    this.panel = panel
    this.runId = runId
    const byTime = kills.filter((kill) => kill.when === 'time').map((kill) => this.killLater(kill, kill.afterMs))
    this.working = Promise.all([...byTime, this.killAtNodes(kills)])
    // `stop` tells.
    this.working.catch(() => undefined)
  }

  /** Kills no more, and resolves when all that was killed is back. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.working
  }

  private async killAtNodes(kills: readonly Kill[]): Promise<void> {
    const waiting = new Map(kills.flatMap((kill) => (kill.when === 'node' ? [[kill.node, kill]] : [])))
    const pool = openPool(this.panel.databaseUrl, 1)
    let seen = 0
    while (waiting.size > 0 && !this.stopping.signal.aborted) {
      try {
        const { rows } = await pool.query<{ seq: number; event: { type: string; node?: string } }>(
          'select seq, event from run_event where "runId" = $1 and seq > $2 order by seq',
          [this.runId, seen],
        )
        for (const { seq, event } of rows) {
          seen = seq
          const kill = waiting.get(event.node ?? '')
          if (event.type !== 'started' || kill === undefined) continue
          waiting.delete(kill.node)
          await this.killLater(kill, this.sinceBegan() + kill.afterMs)
        }
      } catch {
        // Postgres was killed and is not back yet.
      }
      await pause(LOOK_EVERY_MS)
    }
    await pool.end()
  }

  private sinceBegan = (): number => performance.now() - this.began

  /** @param atMs after this killer began */
  private async killLater(kill: Kill, atMs: number): Promise<void> {
    while (this.sinceBegan() < atMs) {
      if (this.stopping.signal.aborted) return
      await pause(Math.min(20, atMs - this.sinceBegan()))
    }
    if (this.stopping.signal.aborted) return
    this.done.push(describeKill(kill))
    if (kill.when === 'node') this.hitNodes.push(kill.node)
    await killPart(this.panel, kill.part)
  }
}

/** SIGKILL to a part; resolves when another process has taken its place. Two kills at once count as one. */
async function killPart(panel: TestPanel, part: PanelPart): Promise<void> {
  const before = panel.pid(part)
  if (before !== undefined) {
    try {
      process.kill(before, 'SIGKILL')
    } catch {
      // It is dead already, and the panel has not written that down yet.
    }
  }
  await waitFor<true>({
    look: async () => {
      const now = panel.pid(part)
      return now !== undefined && now !== before ? true : undefined
    },
    everyMs: 20,
    deadlineMs: BACK_DEADLINE_MS,
    onDeadline: () => new AppError('part-did-not-return', { userMessage: `${part} did not come back.` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
