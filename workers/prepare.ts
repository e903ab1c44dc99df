import path from 'node:path'
import { env } from '@/lib/core/env'
import { toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { closeDatabase } from '@/lib/db/client'
import { ensureSetupToken } from '@/lib/features/accounts/setup-token'
import { paths } from '@/lib/shared/paths'
import { migrateAll } from './supervisor/prepare-database'

// What must be done once before web and worker start on outside servers (see docker-compose.yml): brings the database
// up to date and, while there is no admin, prints the one-time set-up link. Safe to run again and beside itself.
try {
  const { DATABASE_URL, REDIS_URL, BUZZCRATE_URL, PORT } = env()
  const applied = await migrateAll(DATABASE_URL, path.join(import.meta.dirname, 'migrations'), !REDIS_URL)
  log.info('the database is up to date', { applied })
  const token = await ensureSetupToken()
  if (token !== undefined) {
    const link = new URL(paths.setup(), BUZZCRATE_URL ?? `http://localhost:${PORT}`)
    link.hash = `token=${token}`
    process.stdout.write(`\nThis link makes the first account. It works once:\n${link.href}\n\n`)
  }
} catch (error) {
  log.error(toFailure(error).userMessage, { error: error instanceof Error ? error : String(error) })
  process.exitCode = 1
}
await closeDatabase()
