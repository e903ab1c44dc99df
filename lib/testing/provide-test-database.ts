import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { closeDatabase } from '@/lib/db/client'
import { createTestDatabase } from './database'

/**
 * Gives a test file its own database behind `db()` and `pool()`, and drops it afterwards. Call it at the top of the
 * file, before anything asks for `env()`. Returns how to learn the connection string, once the tests run.
 */
export function provideTestDatabase(): () => string {
  let url = ''
  let drop = async () => {}
  beforeAll(async () => {
    const database = await createTestDatabase()
    url = database.url
    drop = database.drop
    process.env['DATABASE_URL'] = url
    process.env['BUZZCRATE_SECRET_KEY'] ??= randomBytes(32).toString('base64url')
  })
  afterAll(async () => {
    await closeDatabase()
    await drop()
  })
  return () => url
}
