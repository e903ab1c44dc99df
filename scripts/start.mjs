// `npm start`: from a bare clone to a running panel. Plain Node with nothing installed, until the packages are there.
import path from 'node:path'
import { refuseOldNode } from './setup/node-version.mjs'
import { createProgress } from './setup/progress.mjs'
import { ProgramError } from './setup/run.mjs'

refuseOldNode()
const root = path.resolve(import.meta.dirname, '..')
const progress = createProgress(process.stdout)

try {
  const { packagesAreCurrent, ensurePackages } = await import('./setup/packages.mjs')
  if (!packagesAreCurrent(root)) {
    await progress.phase('Installing packages', (detail) => ensurePackages(root, (line) => detail(line)))
  }
  const { ensureGeneratedCode, generatedCodeIsCurrent } = await import('./setup/generated-code.mjs')
  if (!generatedCodeIsCurrent(root)) {
    await progress.phase('Generating code', (detail) => ensureGeneratedCode(root, detail))
  }
  const { buildIsCurrent, currentRelease, ensureBuild } = await import('./setup/build.mjs')
  if (!buildIsCurrent(root)) {
    await progress.phase('Building', (detail) => ensureBuild(root, { onLine: detail }))
  }
  const release = currentRelease(root)
  if (!release) throw new Error('the build left nothing behind')
  const { start } = await import(path.join(root, 'dist', release.workers, 'start.mjs'))
  await start(root, progress)
} catch (error) {
  const output = error instanceof ProgramError ? error.output : []
  for (const line of output) console.error(`    ${line}`)
  console.error(`\nBuzzCrate could not be started: ${error instanceof Error ? error.message : error}`)
  if (/EAI_AGAIN|ENOTFOUND|ETIMEDOUT|network/i.test(output.join('\n'))) {
    console.error('Installing needs the npm registry. Is this machine online?')
  }
  process.exit(1)
}
