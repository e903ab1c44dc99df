import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** The numeric identity a database server runs under. */
export interface ServerAccount {
  name: string
  uid: number
  gid: number
}

const ACCOUNT = 'buzzcrate'

/**
 * The system user for the database server when this process is root, else undefined (the server then runs as
 * whoever started it). Postgres refuses to run as root, so the user is created when it is missing.
 * @throws Error in plain words when the user can be neither found nor created.
 */
export function databaseAccount(announce: (line: string) => void = () => {}): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = findAccount(ACCOUNT)
  if (known) return known
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (cause) {
    // Another process may have created the user in the meantime.
    const raced = findAccount(ACCOUNT)
    if (raced) return raced
    throw new Error(
      `The database does not run as root, and the system user "${ACCOUNT}" for it could not be created. ` +
        'Start BuzzCrate as an ordinary user, or create that user first.',
      { cause },
    )
  }
  announce(`created the system user "${ACCOUNT}" for the database (Postgres refuses to run as root)`)
  const created = findAccount(ACCOUNT)
  if (!created) throw new Error(`The system user "${ACCOUNT}" was created but is not in /etc/passwd.`)
  return created
}

function findAccount(name: string): ServerAccount | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return undefined
  const [, , uid, gid] = line.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}

/**
 * The first folder on the way to `target` that `account` cannot enter, or undefined when the way is free.
 * Only mode bits are looked at; folders that do not exist yet are skipped.
 */
export function blockedFolder(target: string, account: ServerAccount): string | undefined {
  const parts = path.resolve(target).split(path.sep)
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join(path.sep) || path.sep
    const stat = statSync(folder, { throwIfNoEntry: false })
    if (!stat) return undefined
    if (!stat.isDirectory()) continue
    const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001
    if ((stat.mode & bit) === 0) return folder
  }
  return undefined
}
