import path from 'node:path'
import { toFailure } from '@/lib/core/errors'
import { closeDatabase } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { buildAndKeep, missingImages } from './provide-images'

// `node workers/keep-images.mjs`: builds all images of the catalogue that the store lacks, and puts them there. Those of
// Debian's packages are fetched from a mirror, so this is done when somebody asks for it only.
const say = (line: string) => process.stdout.write(`${line}\n`)
const demosFolder = path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'demos')
const options = { shelf: appShelf(), demosFolder }
try {
  const missing = await missingImages(options, ['go', 'debian'])
  if (missing.length === 0) say('The store has the images of all apps of the catalogue.')
  for (const image of missing) {
    await buildAndKeep(image, {
      ...options,
      signal: new AbortController().signal,
      onLine: (line) => say(`... ${line}`),
    })
    say(`Kept ${image.ref} for every architecture.`)
  }
} catch (error) {
  process.stderr.write(`${toFailure(error).userMessage}\n`)
  process.exitCode = 1
}
await closeDatabase()
