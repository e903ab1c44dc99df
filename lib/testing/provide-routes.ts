import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { closeBus } from '@/lib/events/bus'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { type FoundRoute, findRoutes } from './find-routes'
import { provideLinode } from './linode/provide-linode'
import { provideTestDatabase } from './provide-test-database'
import { SEEDED_CLOUD_TOKEN, SEEDED_CLOUD_USER } from './seed-panel'

/**
 * Gives a test file all routes of the panel, to be called in this process: with a database and a data folder of their
 * own, a fake Linode that knows the seeded token, and nothing else outside that answers.
 * @returns the routes, once tests run
 */
export function provideRoutes(): () => readonly FoundRoute[] {
  provideTestDatabase()
  const linode = provideLinode()
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-routes-'))
  let routes: readonly FoundRoute[] = []
  beforeAll(async () => {
    process.env['BUZZCRATE_DATA'] = folder
    linode().cloud.openAccount({ username: SEEDED_CLOUD_USER }, SEEDED_CLOUD_TOKEN)
    // Nothing of the outside is asked for anything.
    vi.stubGlobal('fetch', async () => new Response('not here', { status: 404 }))
    routes = await findRoutes()
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await closeRunQueue()
    await closeBus()
    rmSync(folder, { recursive: true, force: true })
  })
  return () => routes
}
