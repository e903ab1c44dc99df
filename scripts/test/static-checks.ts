import { readFileSync } from 'node:fs'
import path from 'node:path'
import { lockfileProblems } from '../check-lockfile.mjs'
import { checkAdvisories } from '../checks/advisories'
import { checkBoundaries } from '../checks/boundaries'
import { checkBrowserRules } from '../checks/browser-rules'
import { checkDeadlines } from '../checks/deadlines'
import { checkFileRules } from '../checks/file-rules'
import { checkOutgoing } from '../checks/outgoing'
import { checkProviderDecisions } from '../checks/provider-decisions'
import { projectFiles } from '../checks/source-files'
import { ProgramError, run } from '../setup/run.mjs'
import type { Context, Outcome } from './tier'

/** Looks at the checkout; resolves with the sentences that say what is wrong. */
type Check = (root: string) => Promise<string[]>

const CHECKS: Readonly<Record<string, Check>> = {
  lint: (root) => tool(root, 'biome', ['ci', '--reporter=concise', '--max-diagnostics=100', '--colors=off', '.']),
  types: async (root) => {
    const generated = await tool(root, 'next', ['typegen'])
    return generated.length > 0 ? generated : tool(root, 'tsc', ['--noEmit', '--pretty', 'false', '-p', '.'])
  },
  boundaries: async (root) => {
    const { violations } = await checkBoundaries(root)
    return violations.map(({ from, to, rule }) => `${from} imports ${to}: ${rule}`)
  },
  'deadlines of tests': async (root) => checkDeadlines(root),
  'file names and sizes': async (root) => checkFileRules(root),
  'browser tests': async (root) => checkBrowserRules(root),
  'decisions by provider': async (root) => checkProviderDecisions(root),
  'shell scripts': async (root) => {
    const scripts = projectFiles(root).filter((file) => file.endsWith('.sh') || file === '.ci/run')
    return scripts.length > 0 ? complaints(root, 'shellcheck', ['--format=gcc', ...scripts]) : []
  },
  lockfile: async (root) => {
    const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
    return lockfileProblems(lock.packages)
  },
  'known advisories': async (root) =>
    checkAdvisories(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages),
  'ways out': async (root) => checkOutgoing(root),
}

/** Checks that need nothing running: all at once, each one case. */
export async function runStaticChecks(root: string, { say, missing }: Context): Promise<Outcome> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const skips: string[] = []
  const one = async (name: string, check: Check) => {
    const why = name === 'shell scripts' ? missing.get('shellcheck') : undefined
    if (why) {
      counts.skipped += 1
      skips.push(`${name}: ${why}`)
      return
    }
    const began = performance.now()
    const problems = await check(root)
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
    counts[problems.length === 0 ? 'passed' : 'failed'] += 1
    say(`  ${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name} (${took})`)
    for (const problem of problems) say(`        ${problem}`)
  }
  await Promise.all(Object.entries(CHECKS).map(([name, check]) => one(name, check)))
  return { ...counts, skips }
}

const tool = (root: string, name: string, args: string[]) =>
  complaints(root, path.join(root, 'node_modules/.bin', name), args)

async function complaints(root: string, program: string, args: string[]): Promise<string[]> {
  try {
    await run(program, args, { cwd: root, env: { NEXT_TELEMETRY_DISABLED: '1' } })
    return []
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    return error.output.length > 0 ? error.output : [error.message]
  }
}
