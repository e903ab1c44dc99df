import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench, Figures } from '@/bench/bench'
import { buildIsCurrent, ensureBuild } from '../setup/build.mjs'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FOLDER = path.join(ROOT, 'bench')

/** Runs the bench that the first argument names; with --json, each result is one JSON line, the last line included. */
export async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args
  const flags = readFlags(rest)
  if (!name || name.startsWith('-') || !existsSync(path.join(FOLDER, `${name}.ts`))) {
    const known = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !/^bench\.|\.test\./.test(file))
    for (const file of known) console.error(`${path.basename(file, '.ts').padEnd(12)} ${(await load(file)).about}`)
    console.error('\nusage: npm run bench -- NAME [--json]')
    process.exitCode = name ? 2 : 0
    return
  }
  await buildFirst(projectBuild, (line) => console.error(line))
  const bench = await load(`${name}.ts`)
  const result = await bench.run({ say: (line) => console.error(line), flags })
  for (const figures of Array.isArray(result) ? result : [result]) print(figures, flags.has('json'))
  // Whatever a bench left open must not keep it from ending; what it started, it has stopped itself.
  process.exit(0)
}

/** The build that benches measure, as this needs it. */
export interface BenchBuild {
  isCurrent(): boolean
  build(onLine: (line: string) => void): Promise<unknown>
}

const projectBuild: BenchBuild = {
  isCurrent: () => buildIsCurrent(ROOT),
  build: (onLine) => ensureBuild(ROOT, { onLine }),
}

/** What is measured is the panel as it is built from the sources of now. */
export async function buildFirst(build: BenchBuild, say: (line: string) => void): Promise<void> {
  if (build.isCurrent()) return
  say('The panel is not built from these sources yet: building it first, which takes a minute or more.')
  const output: string[] = []
  try {
    await build.build((line) => output.push(line))
  } catch (error) {
    for (const line of output) say(line)
    throw error
  }
  say('Built.')
}

async function load(file: string): Promise<Bench> {
  const loaded: { bench: Bench } = await import(pathToFileURL(path.join(FOLDER, file)).href)
  return loaded.bench
}

function print(figures: Figures, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(figures)}\n`)
  else
    process.stdout.write(
      `${Object.entries(figures)
        .map(([key, value]) => `${key.padEnd(20)} ${value}`)
        .join('\n')}\n\n`,
    )
}

function readFlags(args: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>()
  for (const [index, arg] of args.entries()) {
    if (!arg.startsWith('--')) continue
    const next = args[index + 1]
    flags.set(arg.slice(2), next === undefined || next.startsWith('--') ? '' : next)
  }
  return flags
}
