import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { contentHash } from './content-hash.mjs'
import { run } from './run.mjs'

/**
 * Generates the database client into lib/db/generated when the schema changed since the last time. Offline: with the
 * "prisma-client" generator no engine is needed, so Prisma is told that it has one.
 * @param {string} root the checkout
 * @param {(line: string) => void} [onLine] receives each line of output
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensurePrismaClient(root, onLine) {
  const target = path.join(root, 'lib/db/generated')
  const stamp = path.join(target, '.schema-hash')
  const wanted = contentHash(root, ['prisma/schema.prisma', 'node_modules/@prisma/client/package.json'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false
  await run('node', ['node_modules/prisma/build/index.js', 'generate'], {
    cwd: root,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    onLine,
  })
  writeFileSync(stamp, wanted)
  return true
}
