import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { scaledMs } from '@/lib/testing/pace'
import { ProgramError, run } from '../setup/run.mjs'
import { type Counts, sum } from './counts'
import { type FileReport, type Report, readPlaywrightReport, readVitestReport } from './read-report'
import type { Context, Outcome, Tier } from './tier'

/** Where and how files of tests run. */
export interface RunOptions {
  readonly root: string
  /** Parts of file names; none means all. */
  readonly filter: readonly string[]
  readonly say: (line: string) => void
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Runs the tests; default this Node. */
  readonly node?: string
  /** Of that Node, for names of files, where several run the same tests. */
  readonly label?: string
  /** A name for the report's file. */
  readonly name: string
}

/** No file of tests is silent for so long; a thread that is blocked in native code is, for ever. */
const SILENCE_MS = 600_000

/** A tier of these projects of vitest.config.ts. */
export const vitestTier =
  (...projects: readonly [string, ...string[]]): Tier['run'] =>
  (root: string, { say, filter }: Context) =>
    runVitest(projects, { root, filter, say, name: projects[0] })

/** A tier of this project of playwright.config.ts. */
export const playwrightTier =
  (project: string): Tier['run'] =>
  (root: string, { say, filter }: Context) =>
    runPlaywright(project, { root, filter, say, name: `browser-${project}` })

/** Runs projects of vitest. Nothing may turn out green by accident, so a run without a report has failed. */
export async function runVitest(projects: readonly string[], options: RunOptions): Promise<Outcome> {
  const report = reportFile(options)
  const chosen = projects.flatMap((project) => ['--project', project])
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...chosen, '--no-color', ...options.filter]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const succeeded = await succeeds([...args, ...reporters], options)
  return outcomeOf(readVitestReport(report), succeeded, options, (file) => ({
    name: path.relative(options.root, file),
    again: () => runVitest(projects, { ...options, filter: [file], name: `${options.name}-again` }),
  }))
}

async function runPlaywright(project: string, options: RunOptions): Promise<Outcome> {
  const report = reportFile(options)
  const args = ['node_modules/@playwright/test/cli.js', 'test', `--project=${project}`, '--pass-with-no-tests']
  const env = { ...options.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const succeeded = await succeeds([...args, '--reporter=list,json', ...options.filter], { ...options, env })
  return outcomeOf(readPlaywrightReport(report), succeeded, options, (file) => ({
    name: file,
    // Playwright takes expressions, against whole names.
    again: () =>
      runPlaywright(project, { ...options, filter: [`/${escapeExpression(file)}$`], name: `${options.name}-again` }),
  }))
}

type Naming = (file: string) => { readonly name: string; readonly again: () => Promise<Outcome> }

/** What a run gave. One that ended badly although no test failed counts as one failure, which no file can take back. */
function outcomeOf(report: Report | undefined, succeeded: boolean, options: RunOptions, naming: Naming): Outcome {
  const { name, label } = options
  if (!report) return { passed: 0, failed: 1, skipped: 0, failures: [`${name}: it ended without a report`] }
  const counts = sum(report.files)
  const failedFiles = report.files
    .filter(({ failed }) => failed > 0)
    .map(({ file, failures, ...figures }) => {
      const { name: short, again } = naming(file)
      return { ...figuresOf(figures), name: label ? `${short} on ${label}` : short, failures, again }
    })
  if (counts.failed > 0 || succeeded) {
    // What went wrong outside of files, beside failed ones, is a consequence or counts on its own.
    return { ...counts, failed: counts.failed + report.failures.length, failedFiles, failures: report.failures }
  }
  const reasons = report.failures.length > 0 ? report.failures : [`${name}: it ended badly, although no test failed`]
  return { ...counts, failed: reasons.length, failures: reasons }
}

const figuresOf = ({ passed, failed, skipped }: Omit<FileReport, 'file' | 'failures'>): Counts => ({
  passed,
  failed,
  skipped,
})

const escapeExpression = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function reportFile({ root, name }: RunOptions): string {
  const folder = path.join(root, 'test-results/reports')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

async function succeeds(args: string[], { root, env, say, node, label }: RunOptions): Promise<boolean> {
  const onLine = (line: string) => say(`  ${label ? `${label} ` : ''}${line}`)
  try {
    await run(node ?? process.execPath, args, { cwd: root, env: { ...env }, onLine, silenceMs: scaledMs(SILENCE_MS) })
    return true
  } catch (error) {
    // What went wrong was printed line by line and is in the report, except this.
    if (error instanceof ProgramError) {
      onLine(error.message)
      return false
    }
    throw error
  }
}
