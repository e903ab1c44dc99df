import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { blockedFolder, databaseAccount } from '@/lib/db/server-account'

/**
 * Where this installation keeps what must not be lost: BUZZCRATE_DATA, else `data` in the checkout. A checkout that
 * root keeps to itself (under /root, say) is closed to the database's own user; then it is a folder in /var/lib.
 * @returns an absolute path; the folder exists.
 */
export function dataFolder(checkout: string, chosen: string | undefined): string {
  const folder = chosen ? path.resolve(chosen) : defaultFolder(checkout)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  return folder
}

function defaultFolder(checkout: string): string {
  const inside = path.join(checkout, 'data')
  const account = databaseAccount()
  if (!account || !blockedFolder(checkout, account)) return inside
  const digest = createHash('sha256').update(checkout).digest('hex').slice(0, 8)
  return path.join('/var/lib/buzzcrate', `${path.basename(checkout)}-${digest}`)
}

/** Secrets that `npm start` makes once and keeps in files that only their owner can read. */
export interface InstallationSecrets {
  /** 32 bytes, base64url. */
  secretKey: string
  databasePassword: string
}

/** Reads the secrets of a data folder, making those that are missing. An environment variable goes before the file. */
export function installationSecrets(folder: string, environment: NodeJS.ProcessEnv): InstallationSecrets {
  const secrets = path.join(folder, 'secrets')
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  chmodSync(secrets, 0o700)
  return {
    secretKey: environment['BUZZCRATE_SECRET_KEY'] || keep(path.join(secrets, 'secret-key'), 32),
    databasePassword: keep(path.join(secrets, 'database-password'), 24),
  }
}

/** Puts the secret key of a restored backup in the place of this folder's own. */
export const keepSecretKey = (folder: string, secretKey: string): void =>
  write(path.join(folder, 'secrets', 'secret-key'), secretKey)

function keep(file: string, bytes: number): string {
  if (!existsSync(file)) write(file, randomBytes(bytes).toString('base64url'))
  return readFileSync(file, 'utf8').trim()
}

function write(file: string, secret: string): void {
  // Written whole and then moved: a power cut must not leave half a key behind.
  writeFileSync(`${file}.partial`, `${secret}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.partial`, file)
}
