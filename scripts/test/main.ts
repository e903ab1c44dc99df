import path from 'node:path'
import { measurePace } from '@/lib/testing/measure-pace'
import { paceOf, setPace } from '@/lib/testing/pace'
import { ProgramError } from '../setup/run.mjs'
import { describeLoops, startBusyLoops } from './busy-loops'
import { nothing, sum } from './counts'
import { measureBusy } from './measure-busy'
import { installPrograms, type Program } from './needs'
import { type Row, runOnceMore } from './once-more'
import { PREPARATIONS } from './preparations'
import { Preparing, tellProgress } from './prepare'
import { type Arguments, readArguments } from './read-arguments'
import { reportLines } from './report'
import { type Group, sideBySide } from './side-by-side'
import type { Outcome, Tier } from './tier'
import { TIERS, whyNot } from './tiers'

const root = path.resolve(import.meta.dirname, '../..')
const say = (line: string) => console.log(line)

/** Runs the tiers that the arguments ask for, and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const asked = readArguments(args)
  const complaint = typeof asked === 'string' ? asked : unknownTiers(asked.only)
  if (typeof asked === 'string' || complaint !== undefined) {
    console.error(complaint)
    process.exitCode = 2
    return
  }
  if (asked.list) return list()
  const loops = startBusyLoops(asked.beside)
  try {
    await new TestRun(asked).whole()
  } finally {
    loops.stop()
  }
}

/** One `npm test`. */
class TestRun {
  readonly #asked: Arguments
  readonly #chosen: readonly Tier[]
  readonly #preparing = new Preparing(PREPARATIONS, root, say)
  readonly #began = performance.now()
  readonly #skips: string[] = []
  #missing: ReadonlyMap<Program, string> = new Map()
  /** Of the start; what a tier measures later can only be slower. */
  #pace = 1

  constructor(asked: Arguments) {
    this.#asked = asked
    this.#chosen = asked.only.length > 0 ? TIERS.filter((tier) => asked.only.includes(tier.name)) : TIERS
  }

  async whole(): Promise<void> {
    this.#pace = await measurePace(3)
    setPace(this.#pace)
    say(this.#circumstances())
    const programs = [...new Set(this.#chosen.flatMap((tier) => (this.#tooLong(tier) ? [] : tier.programs)))]
    this.#missing = await tellProgress("Programs from Debian's packages", say, (detail) =>
      installPrograms(programs, detail),
    )
    const able = this.#chosen.filter((tier) => this.#whyNot(tier).length === 0)
    const due = able.flatMap(({ needs = [], wants = [] }) => [...needs, ...wants])
    this.#preparing.begin(due)
    if (this.#asked.prepare) return this.#onlyPrepare(due)
    const rows: Row[] = []
    for (const group of sideBySide(this.#chosen)) rows.push(...(await this.#group(group)))
    const again = this.#asked.onceMore
      ? await runOnceMore(rows, say, () => this.#measureAgain())
      : { rows, wentWrongOnce: [] }
    const minutes = `${((performance.now() - this.#began) / 60_000).toFixed(1)} min`
    const circumstances = `${this.#circumstances()}; ${minutes}`
    for (const line of reportLines({ ...again, skips: this.#skips, circumstances })) say(line)
    const total = sum(again.rows.map(({ outcome }) => outcome))
    process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
  }

  async #onlyPrepare(due: Parameters<Preparing['ready']>[0]): Promise<void> {
    const reasons = await this.#preparing.ready(due)
    for (const reason of reasons.values()) say(reason)
    process.exitCode = reasons.size > 0 ? 1 : 0
  }

  async #group(group: Group): Promise<Row[]> {
    const rows: Row[] = []
    const ready: Tier[] = []
    for (const tier of group) {
      say(`\n== ${tier.name}: ${tier.about}`)
      const left = await this.#leftOut(tier)
      if (left) rows.push({ name: tier.name, ms: 0, busy: 0, outcome: left })
      else ready.push(tier)
    }
    const pace = await this.#measureAgain(ready.length)
    if (pace > 1) say(`  pace ${pace}`)
    return [...rows, ...(await Promise.all(ready.map((tier) => this.#tier(tier, ready.length > 1))))]
  }

  /** Why a tier does not run, as its outcome; undefined when all is there that it needs. */
  async #leftOut(tier: Tier): Promise<Outcome | undefined> {
    const reasons = this.#whyNot(tier)
    if (reasons.length > 0) {
      this.#skip(tier, reasons)
      return { ...nothing(), skipped: 1 }
    }
    const lacking = await this.#preparing.ready(tier.needs ?? [])
    const failures = [...new Set(lacking.values())]
    for (const reason of failures) say(`  FAIL  ${reason}`)
    return failures.length > 0 ? { ...nothing(), failed: 1, failures } : undefined
  }

  #tooLong({ name, onlyNamed }: Tier): boolean {
    return onlyNamed !== undefined && !this.#asked.only.includes(name)
  }

  #whyNot(tier: Tier): string[] {
    if (!this.#tooLong(tier)) return whyNot(tier, this.#missing)
    return [`it takes ${tier.onlyNamed}, so it runs when it is named only: npm test -- --only ${tier.name}`]
  }

  async #tier(tier: Tier, besideAnother: boolean): Promise<Row> {
    const unprepared = await this.#preparing.ready(tier.wants ?? [])
    this.#skip(tier, [...unprepared.values()])
    const began = performance.now()
    const busy = measureBusy()
    const tell = besideAnother ? (line: string) => say(`${tier.name.padEnd(7)} ${line}`) : say
    const context = { say: tell, missing: this.#missing, unprepared, filter: this.#asked.filter }
    const outcome = await tier.run(root, context).catch(brokenTier)
    this.#skip(tier, outcome.skips ?? [])
    return { name: tier.name, ms: performance.now() - began, busy: busy(), outcome }
  }

  #skip(tier: Tier, reasons: readonly string[]): void {
    for (const reason of reasons) {
      say(`  SKIPPED: ${reason}`)
      this.#skips.push(`${tier.name}: ${reason}`)
    }
  }

  /** Load that came later counts, too, and so do `atOnce` tiers that share the machine. */
  async #measureAgain(atOnce = 1): Promise<number> {
    const pace = paceOf(Math.max(this.#pace, await measurePace(1)) * Math.max(1, atOnce), 1)
    setPace(pace)
    return pace
  }

  #circumstances(): string {
    const beside = this.#asked.beside > 0 ? `, ${describeLoops(this.#asked.beside)}` : ''
    return `Node ${process.versions.node}${beside}, pace ${this.#pace} (deadlines are so many times those of a quiet machine)`
  }
}

function brokenTier(error: unknown): Outcome {
  if (error instanceof ProgramError) for (const line of error.output) say(`  ${line}`)
  say(`  FAIL  ${error instanceof Error ? (error.stack ?? error.message) : error}`)
  return { ...nothing(), failed: 1, failures: [error instanceof Error ? error.message : String(error)] }
}

function unknownTiers(only: readonly string[]): string | undefined {
  const unknown = only.filter((name) => !TIERS.some((tier) => tier.name === name))
  if (unknown.length === 0) return undefined
  return `No tier is called ${unknown.join(', ')}. There are: ${TIERS.map((tier) => tier.name).join(', ')}`
}

function list(): void {
  say('tiers')
  for (const { name, about, needs = [], wants = [] } of TIERS) {
    say(`  ${name.padEnd(17)} ${about}`)
    const prepared = [...needs, ...wants]
    if (prepared.length > 0) say(`  ${''.padEnd(17)} after: ${prepared.join(', ')}`)
  }
  say('\npreparations')
  for (const [name, { about }] of Object.entries(PREPARATIONS)) say(`  ${name.padEnd(17)} ${about}`)
}
