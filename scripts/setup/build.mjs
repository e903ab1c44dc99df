import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withBuildLock } from './build-lock.mjs'
import { bundleWorkers } from './bundle-workers.mjs'
import { contentHash } from './content-hash.mjs'
import { ensureFolderRegistries } from './folder-registries.mjs'
import { measurePages } from './page-sizes.mjs'
import { run } from './run.mjs'

/** Top-level names that cannot change what is built. What is not named here counts, so that nothing is forgotten. */
const NEVER = [
  'node_modules',
  'dist',
  'data',
  'docs',
  'e2e',
  'bench',
  'test-results',
  'playwright-report',
  'next-env.d.ts',
].concat(['biome.json', 'vitest.config.ts', 'playwright.config.ts', 'Dockerfile', 'docker-compose.yml', 'LICENSE'])
const ONLY_WEB = ['app', 'components', 'messages', 'public', 'next.config.mjs', 'postcss.config.mjs', 'proxy.ts']
const ONLY_WORKERS = ['workers', 'demos']
/** @param {string} name */
const isSource = (name) =>
  !/\.(test\.tsx?|gen\.ts|md|tsbuildinfo)$|^lib\/(testing|db\/generated)\/|^scripts\/(?!setup\/)/.test(name)

/** @param {string} root @param {'web' | 'workers'} part */
function sources(root, part) {
  const others = part === 'web' ? ONLY_WORKERS : ONLY_WEB
  const left = new Set([...NEVER, ...others])
  return readdirSync(root)
    .filter((name) => !name.startsWith('.') && !left.has(name))
    .sort()
}

/**
 * @typedef {{web: string, workers: string}} Release names of the two folders in dist/
 */

/**
 * Builds what changed since the last build: the web server into dist/web-HASH, the workers into dist/workers-HASH.
 * A panel that runs from older folders is not disturbed. Returns which parts were built.
 * @param {string} root the checkout
 * @param {{onLine?: ((line: string) => void) | undefined}} [options]
 * @returns {Promise<{release: Release, built: (keyof Release)[]}>}
 */
export async function ensureBuild(root, options = {}) {
  /** @param {number} holder */
  const waiting = (holder) => options.onLine?.(`waiting for the build of process ${holder}`)
  return withBuildLock(root, () => build(root, options), waiting)
}

/**
 * The folders that a build would make now.
 * @param {string} root
 * @returns {Release}
 */
export function plannedRelease(root) {
  /** @param {'web' | 'workers'} part */
  const name = (part) => `${part}-${contentHash(root, sources(root, part), isSource).slice(0, 12)}`
  return { web: name('web'), workers: name('workers') }
}

/**
 * Whether `ensureBuild` would find everything built.
 * @param {string} root
 */
export function buildIsCurrent(root) {
  const wanted = plannedRelease(root)
  return JSON.stringify(currentRelease(root)) === JSON.stringify(wanted)
}

/**
 * The release that was built last, if there is one.
 * @param {string} root
 * @returns {Release | undefined}
 */
export function currentRelease(root) {
  const file = path.join(root, 'dist/current.json')
  if (!existsSync(file)) return undefined
  const release = JSON.parse(readFileSync(file, 'utf8'))
  const complete =
    existsSync(path.join(root, 'dist', release.web)) && existsSync(path.join(root, 'dist', release.workers))
  return complete ? release : undefined
}

/**
 * @param {string} root
 * @param {{onLine?: ((line: string) => void) | undefined}} options
 */
async function build(root, options) {
  ensureFolderRegistries(root)
  const release = plannedRelease(root)
  const dist = path.join(root, 'dist')
  const before = currentRelease(root)
  /** @type {(keyof Release)[]} */
  const built = []
  const workers = path.join(dist, release.workers)
  if (!existsSync(workers)) {
    options.onLine?.('bundling the workers')
    await into(workers, (partial) => bundleWorkers(root, partial))
    built.push('workers')
  }
  const web = path.join(dist, release.web)
  if (!existsSync(web)) {
    await buildWeb(root, web, options)
    built.push('web')
  }
  writeFileSync(path.join(dist, 'current.json'), `${JSON.stringify(release)}\n`)
  prune(
    dist,
    [release, before].flatMap((kept) => (kept ? [kept.web, kept.workers] : [])),
  )
  return { release, built }
}

/**
 * Makes a folder beside its place and moves it there when it is whole.
 * @param {string} target
 * @param {(partial: string) => Promise<void>} make
 */
async function into(target, make) {
  const partial = `${target}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  await make(partial)
  renameSync(partial, target)
}

/**
 * @param {string} root
 * @param {string} target
 * @param {{onLine?: ((line: string) => void) | undefined}} options
 */
async function buildWeb(root, target, options) {
  // Types are checked by `npm test`; leaving them out here saves a small machine a third of the memory and time.
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', BUZZCRATE_SKIP_TYPES: '1' }
  await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], { cwd: root, env, onLine: options.onLine })
  await into(target, async (partial) => {
    rmSync(partial, { recursive: true, force: true })
    renameSync(path.join(root, '.next/standalone'), partial)
    cpSync(path.join(root, '.next/static'), path.join(partial, '.next/static'), { recursive: true })
    const publicFolder = path.join(root, 'public')
    writeFileSync(path.join(partial, 'page-sizes.json'), JSON.stringify(measurePages(root)))
    const description = path.join(partial, 'openapi.json')
    await run(process.execPath, ['--import', 'tsx', 'scripts/setup/write-openapi.ts', description], { cwd: root, env })
    if (existsSync(publicFolder)) cpSync(publicFolder, path.join(partial, 'public'), { recursive: true })
  })
}

/**
 * Keeps the newest build and the one before it, which may still be running.
 * @param {string} dist
 * @param {string[]} keep
 */
function prune(dist, keep) {
  for (const name of readdirSync(dist)) {
    if (/^(web|workers)-/.test(name) && !keep.includes(name))
      rmSync(path.join(dist, name), { recursive: true, force: true })
  }
}
