import path from 'node:path'
import { readEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { createProgress } from '@/scripts/setup/progress.mjs'
import { dataFolder, installationSecrets } from '@/workers/supervisor/data-folder'
import { freePort, loopbackOf } from '@/workers/supervisor/free-port'
import { migrateAll } from '@/workers/supervisor/prepare-database'
import { setupLink } from '@/workers/supervisor/setup-link'
import { type SupervisedPart, supervisePart } from '@/workers/supervisor/supervise-part'
import { watchedDatabase } from '@/workers/supervisor/watched-database'
import { webAnswers } from '@/workers/supervisor/web-answers'

const root = path.resolve(import.meta.dirname, '../..')

/** Runs the panel from its sources until a signal ends it. */
export async function main(): Promise<void> {
  const progress = createProgress(process.stdout)
  const folder = dataFolder(root, process.env['BUZZCRATE_DATA'] ?? path.join(root, 'data/dev'))
  const secrets = installationSecrets(folder, process.env)
  const database = watchedDatabase({
    folder,
    password: secrets.databasePassword,
    say: progress.say,
    onPid: () => {},
  })
  const parts: SupervisedPart[] = []
  const ending = new AbortController()
  const end = async () => {
    if (ending.signal.aborted) process.exit(130)
    ending.abort(new Error('stopping'))
    for (const part of parts) await part.stop()
    await database.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end())

  try {
    const databaseUrl =
      process.env['DATABASE_URL'] ||
      (await progress.phase('Starting the database', () => database.start(ending.signal)))
    const settings = readEnv({
      HOST: '127.0.0.1',
      ...process.env,
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      BUZZCRATE_DATA: folder,
      BUZZCRATE_SECRET_KEY: secrets.secretKey,
    })
    await migrateAll(databaseUrl, path.join(root, 'prisma/migrations'), !settings.REDIS_URL)
    const port = await freePort(settings.HOST, settings.PORT)
    const url = `http://${loopbackOf(settings.HOST)}:${port}`
    const environment = {
      NODE_ENV: 'development',
      NEXT_TELEMETRY_DISABLED: '1',
      LOG_FORMAT: 'text',
      DATABASE_URL: databaseUrl,
      BUZZCRATE_DATA: folder,
      BUZZCRATE_SECRET_KEY: secrets.secretKey,
      BUZZCRATE_ROOT: root,
      PORT: String(port),
      HOST: settings.HOST,
    }
    const part = (name: string, args: string[]) =>
      supervisePart({
        name,
        args,
        cwd: root,
        environment,
        stopMs: 5_000,
        niceness: 0,
        onLine: (line) => progress.say(`${name.padEnd(6)} | ${line}`),
        onPid: () => {},
        onCrash: (how, nextTryMs) => progress.say(`${name} ended (${how}); again in ${nextTryMs / 1000} s`),
      })
    parts.push(
      part('web', ['node_modules/next/dist/bin/next', 'dev', '--port', String(port), '--hostname', settings.HOST]),
      part('worker', ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'workers/worker.ts']),
    )
    for (const each of parts) each.start()
    await webAnswers(url, new AbortController().signal)
    const link = await setupLink(['--import', 'tsx', path.join(root, 'workers/setup-link.ts')], settings, url)
    progress.say(`\n  ${link ?? url}\n  Data: ${folder}\n`)
  } catch (error) {
    progress.say(error instanceof AppError ? error.userMessage : String(error))
    await end()
  }
}
