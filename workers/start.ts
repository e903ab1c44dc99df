import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { createProgress, type Progress } from '@/scripts/setup/progress.mjs'
import { runPanel } from './supervisor/run-panel'

/**
 * The whole panel from a finished build, until a signal ends it. `npm start` calls this after it has built; run by
 * itself (`node dist/workers-…/start.mjs`) it starts what was built last.
 */
export async function start(root: string, progress: Progress = createProgress(process.stdout)): Promise<void> {
  const explain = (error: unknown) => {
    const internal = error instanceof Error ? (error.stack ?? error.message) : String(error)
    progress.say(error instanceof AppError ? `\n${error.userMessage}` : internal)
  }
  let asked = false
  try {
    const panel = runPanel({ root, environment: process.env, progress })
    const end = async (signal: string) => {
      if (asked) process.exit(130)
      asked = true
      progress.say(`Stopping (${signal}). Runs that are going on continue at the next start. Once more to force it.`)
      await panel.stop()
      progress.say('Stopped.')
      process.exit(0)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal))
    await panel.ready.catch(async (error: unknown) => {
      if (asked) return
      explain(error)
      await panel.stop()
      process.exit(1)
    })
  } catch (error) {
    explain(error)
    process.exit(1)
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  await start(path.resolve(import.meta.dirname, '../..'))
}
