import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { contentHash } from './content-hash.mjs'
import { run } from './run.mjs'

const STAMP = 'lib/db/generated/.schema-hash'
/** @param {string} root */
const wantedHash = (root) => contentHash(root, ['prisma/schema.prisma', 'node_modules/@prisma/client/package.json'])

/**
 * Whether `ensurePrismaClient` would find everything generated.
 * @param {string} root the checkout
 */
export function prismaClientIsCurrent(root) {
  const stamp = path.join(root, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedHash(root)
}

/**
 * Generates the database client into lib/db/generated when the schema changed since the last time. Offline: with the
 * "prisma-client" generator no engine is needed, so Prisma is told that it has one.
 * @param {string} root the checkout
 * @param {(line: string) => void} [onLine] receives each line of output
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensurePrismaClient(root, onLine) {
  if (prismaClientIsCurrent(root)) return false
  const wanted = wantedHash(root)
  await run('node', ['node_modules/prisma/build/index.js', 'generate'], {
    cwd: root,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    onLine,
  })
  writeFileSync(path.join(root, STAMP), wanted)
  return true
}
