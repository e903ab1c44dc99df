import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { planRound } from './chaos-plan'
import { type ChaosSite, chaosRound } from './chaos-round'
import type { ChaosWorld } from './chaos-world'
import { Dice } from './dice'
import type { Hits } from './hits'

type Say = (line: string) => void

/**
 * A world in which seeds follow one another. The panel is started anew for each, because its parts are started ever more
 * slowly the more often they die, so that a seed alone does the same again; its data stay until a seed breaks.
 */
export class ChaosLane {
  private readonly opening: Promise<ChaosWorld>
  private readonly hits: Hits
  private starting: Promise<Place> | undefined
  /** The panel's data, and the session of its account; undefined until there are some. */
  private folder: string | undefined
  private cookie: string | undefined
  private over = false

  constructor(open: (say: Say) => Promise<ChaosWorld>, hits: Hits, say: Say) {
    this.hits = hits
    this.opening = open(say)
    // Whoever runs a seed is told.
    this.opening.catch(() => undefined)
  }

  /**
   * All that a seed does.
   * @param lastsMs rounds begin as long as this; one at least
   * @returns what broke, one sentence each
   */
  async runSeed(seed: number, lastsMs: number, say: Say): Promise<readonly string[]> {
    const faults = await this.rounds(seed, lastsMs, say).catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ])
    const { panel } = (await this.starting?.catch(() => undefined)) ?? {}
    await this.stopPanel()
    if (faults.length === 0) return faults
    this.forgetData()
    const world = await this.opening.catch(() => undefined)
    if (!this.over) await world?.mend()
    return panel === undefined ? faults : [...faults, ...lastWords(panel)]
  }

  /** Removes everything that this lane made, also in the middle of a seed. */
  async close(): Promise<void> {
    this.over = true
    await this.stopPanel()
    this.forgetData()
    const world = await this.opening.catch(() => undefined)
    await world?.close()
  }

  private async rounds(seed: number, lastsMs: number, say: Say): Promise<readonly string[]> {
    const world = await this.opening
    const dice = new Dice(seed)
    const began = performance.now()
    this.starting = this.startPanel(world)
    const site: ChaosSite = { ...(await this.starting), world, hits: this.hits, say }
    for (let round = 1; round === 1 || performance.now() - began < lastsMs; round++) {
      const making = planRound(dice, 2 * seed + round, world.limits, 'making')
      const deleting = planRound(dice, 2 * seed + round + 1, world.limits, 'deleting')
      const faults = await chaosRound(site, `chaos-${seed}-${round}`, making, deleting)
      if (faults.length > 0) return faults.map((fault) => `round ${round}: ${fault}`)
    }
    return []
  }

  private async startPanel(world: ChaosWorld): Promise<Place> {
    if (this.over) throw new Error('the chaos is over')
    this.folder ??= mkdtempSync(path.join(tmpdir(), 'buzzcrate-chaos-'))
    const env = { LOG_LEVEL: 'info', ...world.environment }
    const panel = await startPanel({ dataDir: this.folder, ownGroup: true, env })
    try {
      const cookie = this.cookie ?? (await createFirstAccount(panel))
      const client = new PanelClient(panel.url, cookie)
      if (this.cookie === undefined) await world.prepare(client)
      this.cookie = cookie
      return { panel, cookie, client }
    } catch (error) {
      await panel.stop()
      throw error
    }
  }

  private forgetData(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true })
    this.folder = undefined
    this.cookie = undefined
  }

  private async stopPanel(): Promise<void> {
    const place = await this.starting?.catch(() => undefined)
    this.starting = undefined
    await place?.panel.stop()
  }
}

type Place = Pick<ChaosSite, 'panel' | 'cookie' | 'client'>

/** The panel's last words, for whoever looks for the reason. */
const lastWords = (panel: TestPanel): readonly string[] => panel.output().trimEnd().split('\n').slice(-15)
