import path from 'node:path'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { EmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { startDatabase } from './prepare-database'

export interface WatchedDatabase {
  /** Starts the built-in server; resolves with the connection string, which stays the same over restarts. */
  start(signal: AbortSignal): Promise<string>
  stop(): Promise<void>
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000

/** The built-in database, started again whenever it dies; its clients find it at the same place. */
export function watchedDatabase(options: {
  folder: string
  password: string
  say: (line: string) => void
  onPid: (pid: number | undefined) => void
}): WatchedDatabase {
  const { folder, password, say, onPid } = options
  const ending = new AbortController()
  let starting: Promise<string> | undefined
  let server: EmbeddedPostgres | undefined

  const open = async (signal: AbortSignal): Promise<string> => {
    const opened = await startDatabase({ folder, password, announce: say, signal })
    server = opened.server
    onPid(server.pid)
    void server.exited.then(revive)
    return opened.url
  }

  const revive = async (): Promise<void> => {
    server = undefined
    onPid(undefined)
    for (let waitMs = FIRST_WAIT_MS; !ending.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      say(`The database ended by itself; starting it again. Its log: ${path.join(folder, 'postgres.log')}`)
      try {
        starting = open(ending.signal)
        await starting
        return
      } catch (error) {
        say(error instanceof AppError ? error.userMessage : String(error))
        // The wait is cut short by stop(), which the loop's condition then sees.
        await systemClock.delay(waitMs, ending.signal).catch(() => {})
      }
    }
  }

  return {
    start: (signal) => {
      starting = open(signal)
      return starting
    },
    stop: async () => {
      ending.abort(new Error('stopping'))
      // A server that is just coming up cannot be interrupted halfway; a failed start was told by whoever asked for it.
      await starting?.catch(() => {})
      await server?.stop()
    },
  }
}
