import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureBuild } from '../setup/build.mjs'
import { describePage, PAGE_BUDGET, pageSizes } from '../setup/page-sizes.mjs'
import { ProgramError, run } from '../setup/run.mjs'
import { playwrightCounts, vitestCounts } from './counts'
import { playwrightFailures, vitestFailures } from './failures'
import { type Program, whyNoHosts } from './needs'
import { runStaticChecks } from './static-checks'
import type { Context, Outcome, Tier } from './tier'

const LAB_PROGRAMS = ['sshd', 'ssh-keygen', 'systemd-nspawn', 'debootstrap', 'ip', 'iptables', 'zstd'] as const

/** In the order in which they run: what fails fastest comes first. */
export const TIERS: readonly Tier[] = [
  {
    name: 'static',
    about: 'lint, types, boundaries, names, shell, lockfile',
    programs: ['shellcheck', 'git'],
    run: runStaticChecks,
  },
  { name: 'unit', about: 'pure code', programs: [], run: vitest('unit') },
  { name: 'db', about: 'real Postgres', programs: ['redis-server'], run: vitest('db') },
  { name: 'ssh', about: 'a real OpenSSH server', programs: ['sshd', 'ssh-keygen'], run: vitest('ssh') },
  { name: 'build', about: 'the production build', programs: [], run: buildPanel },
  { name: 'panel', about: 'the built panel under its supervisor', programs: [], built: true, run: vitest('panel') },
  {
    name: 'outside',
    about: "Debian's Postgres and Redis",
    programs: ['redis-server', 'pg_ctlcluster'],
    built: true,
    run: vitest('outside'),
  },
  {
    name: 'lab',
    about: 'real hosts, real Kubernetes',
    programs: LAB_PROGRAMS,
    hosts: true,
    built: true,
    run: vitest('lab', 'lab-waiting'),
  },
  {
    name: 'browser',
    about: 'Chromium on the built panel',
    programs: ['chromium'],
    built: true,
    run: playwright('browser'),
  },
  {
    name: 'frames',
    about: 'Chromium with the machine for itself',
    programs: ['chromium'],
    built: true,
    run: playwright('alone'),
  },
  {
    name: 'lab-browser',
    about: 'Chromium, the built panel and real hosts',
    programs: [...LAB_PROGRAMS, 'chromium'],
    hosts: true,
    built: true,
    run: playwright('lab'),
  },
]

/** Why a tier cannot run here; empty when it can. The static and db tiers leave out single cases by themselves. */
export function whyNot(tier: Tier, missing: ReadonlyMap<Program, string>): string[] {
  const tolerant = tier.name === 'static' || tier.name === 'db'
  const programs = tolerant ? [] : tier.programs.flatMap((program) => missing.get(program) ?? [])
  const hosts = tier.hosts ? whyNoHosts() : undefined
  return hosts ? [...programs, hosts] : programs
}

function vitest(...projects: readonly [string, ...string[]]) {
  return async (root: string, { say, filter }: Context): Promise<Outcome> => {
    const report = reportFile(root, projects[0])
    const chosen = projects.flatMap((project) => ['--project', project])
    const args = ['node_modules/vitest/vitest.mjs', 'run', ...chosen, '--no-color', ...filter]
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const succeeded = await succeeds(root, [...args, ...reporters], {}, say)
    return { ...vitestCounts(report, succeeded), failures: vitestFailures(report) }
  }
}

function playwright(project: string) {
  return async (root: string, { say, filter }: Context): Promise<Outcome> => {
    const report = reportFile(root, `browser-${project}`)
    const args = ['node_modules/@playwright/test/cli.js', 'test', `--project=${project}`, '--pass-with-no-tests']
    const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report }
    const succeeded = await succeeds(root, [...args, '--reporter=list,json', ...filter], env, say)
    return { ...playwrightCounts(report, succeeded), failures: playwrightFailures(report) }
  }
}

/** The build is one case, and each page's share of the JavaScript budget is one. */
async function buildPanel(root: string, { say }: Context): Promise<Outcome> {
  const { release, built } = await ensureBuild(root)
  say(built.length > 0 ? `  ok    built ${built.join(' and ')}` : '  ok    the build was up to date')
  say(`  first-load JavaScript after gzip, at most ${PAGE_BUDGET / 1000} kB:`)
  const pages = pageSizes(path.join(root, 'dist', release.web))
  for (const page of pages) say(`  ${describePage(page)}`)
  const failed = pages.filter((page) => page.gzipBytes > PAGE_BUDGET).length
  return { passed: 1 + pages.length - failed, failed, skipped: 0 }
}

function reportFile(root: string, name: string): string {
  const folder = path.join(root, 'test-results/reports')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

async function succeeds(
  root: string,
  args: string[],
  env: Record<string, string>,
  say: (line: string) => void,
): Promise<boolean> {
  try {
    await run(process.execPath, args, { cwd: root, env, onLine: (line) => say(`  ${line}`) })
    return true
  } catch (error) {
    // What went wrong was printed line by line and is in the report.
    if (error instanceof ProgramError) return false
    throw error
  }
}
