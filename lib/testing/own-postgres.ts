import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'

/** A Postgres of a test's own, for what happens while it is away. */
export interface OwnPostgres {
  /** The data; a test may keep its own things there. */
  readonly folder: string
  /** Also after a stop or a kill, with the same data. */
  start(): Promise<EmbeddedPostgres>
  /** Once the server is stopped. */
  removeFolder(): void
}

export function ownPostgres(): OwnPostgres {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-away-'))
  // The server's own user must be able to enter.
  chmodSync(folder, 0o755)
  return {
    folder,
    start: () => startEmbeddedPostgres({ folder, password: 'test' }),
    removeFolder: () => rmSync(folder, { recursive: true, force: true }),
  }
}
