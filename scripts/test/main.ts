import path from 'node:path'
import { ensureBuild } from '../setup/build.mjs'
import { ProgramError } from '../setup/run.mjs'
import { type Counts, nothing, sum } from './counts'
import { installPrograms, type Program } from './needs'
import type { Outcome, Tier } from './tier'
import { TIERS, whyNot } from './tiers'

const root = path.resolve(import.meta.dirname, '../..')
const say = (line: string) => console.log(line)

interface Row extends Counts {
  name: string
  ms: number
}

/** Runs the tiers that the arguments ask for, and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const { only, filter } = readArguments(args)
  if (args.includes('--list')) {
    for (const tier of TIERS) say(`${tier.name.padEnd(12)} ${tier.about}`)
    return
  }
  const unknown = only.filter((name) => !TIERS.some((tier) => tier.name === name))
  if (unknown.length > 0) {
    console.error(`No tier is called ${unknown.join(', ')}. There are: ${TIERS.map((tier) => tier.name).join(', ')}`)
    process.exitCode = 2
    return
  }
  const chosen = only.length > 0 ? TIERS.filter((tier) => only.includes(tier.name)) : TIERS
  const missing = await installPrograms([...new Set(chosen.flatMap((tier) => tier.programs))], say)
  const rows: Row[] = []
  const skips: string[] = []
  const failures: string[] = []
  for (const tier of chosen) {
    say(`\n== ${tier.name}: ${tier.about}`)
    const began = performance.now()
    const outcome = await outcomeOf(tier, missing, filter)
    for (const reason of outcome.skips ?? []) skips.push(`${tier.name}: ${reason}`)
    for (const failure of outcome.failures ?? []) failures.push(`${tier.name}: ${failure}`)
    const { passed, failed, skipped } = outcome
    rows.push({ name: tier.name, ms: performance.now() - began, passed, failed, skipped })
  }
  report(rows, skips, failures)
}

async function outcomeOf(
  tier: Tier,
  missing: ReadonlyMap<Program, string>,
  filter: readonly string[],
): Promise<Outcome> {
  const reasons = whyNot(tier, missing)
  for (const reason of reasons) say(`  SKIPPED: ${reason}`)
  if (reasons.length > 0) return { ...nothing(), skipped: 1, skips: reasons }
  try {
    if (tier.built) await ensureBuild(root)
    return await tier.run(root, { say, missing, filter })
  } catch (error) {
    if (error instanceof ProgramError) for (const line of error.output) say(`  ${line}`)
    say(`  FAIL  ${error instanceof Error ? (error.stack ?? error.message) : error}`)
    return { ...nothing(), failed: 1, failures: [error instanceof Error ? error.message : String(error)] }
  }
}

function report(rows: readonly Row[], skips: readonly string[], failures: readonly string[]): void {
  say('\ntier          passed  failed  skipped       time')
  for (const { name, passed, failed, skipped, ms } of rows) {
    const figures = [passed, failed, skipped].map((figure) => String(figure).padStart(8)).join('')
    say(`${name.padEnd(12)}${figures}${`${(ms / 1000).toFixed(1)} s`.padStart(12)}`)
  }
  if (skips.length > 0) {
    say('\nNOT RUN ON THIS MACHINE:')
    for (const line of skips) say(`  ${line}`)
  }
  if (failures.length > 0) say(`\nFAILED:\n${failures.join('\n')}`)
  const total = sum(rows)
  say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}

function readArguments(args: readonly string[]): { only: string[]; filter: string[] } {
  const at = args.indexOf('--only')
  const only = at === -1 ? [] : (args[at + 1] ?? '').split(',').filter((name) => name !== '')
  const filter = args.filter((arg, index) => !arg.startsWith('--') && (at === -1 || index !== at + 1))
  return { only, filter }
}
