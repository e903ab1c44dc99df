// `npm run build`: builds what `npm start` runs (dist/), if the sources changed.
import path from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureGeneratedCode } from './setup/generated-code.mjs'
import { describePage, pageSizes } from './setup/page-sizes.mjs'
import { createProgress } from './setup/progress.mjs'
import { ProgramError } from './setup/run.mjs'

const root = path.resolve(import.meta.dirname, '..')
const progress = createProgress(process.stdout)
await ensureGeneratedCode(root)
try {
  const { release, built } = await progress.phase('Building', (detail) => ensureBuild(root, { onLine: detail }))
  progress.say('\nFirst-load JavaScript after gzip, page by page:')
  for (const page of pageSizes(path.join(root, 'dist', release.web))) progress.say(describePage(page))
  progress.say(built.length > 0 ? `Built: ${built.join(' and ')}.` : 'Everything was up to date.')
} catch (error) {
  if (error instanceof ProgramError) for (const line of error.output) console.error(line)
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
