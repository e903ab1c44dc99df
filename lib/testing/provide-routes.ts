import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { closeBus } from '@/lib/events/bus'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { type FoundRoute, findRoutes } from './find-routes'
import { provideTestDatabase } from './provide-test-database'

/**
 * Gives a test file all routes of the panel, to be called in this process: with a database and a data folder of their
 * own, and nothing outside that answers.
 * @returns the routes, once tests run
 */
export function provideRoutes(): () => readonly FoundRoute[] {
  provideTestDatabase()
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-routes-'))
  let routes: readonly FoundRoute[] = []
  beforeAll(async () => {
    process.env['BUZZCRATE_DATA'] = folder
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
