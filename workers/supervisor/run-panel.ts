import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type Env, readEnv } from '@/lib/core/env'
import { processStart } from '@/scripts/setup/process-start.mjs'
import type { Progress } from '@/scripts/setup/progress.mjs'
import { showBanner } from './banner'
import { dataFolder, type InstallationSecrets, installationSecrets } from './data-folder'
import { freePort, loopbackOf, reachableUrls } from './free-port'
import { clearLeftoverParts } from './leftover-parts'
import { lastPanel, type PanelFile, refuseWhileInUse, removePanelFile, writePanelFile } from './panel-file'
import { panelParts } from './panel-parts'
import { migrateAll } from './prepare-database'
import { setupLink } from './setup-link'
import type { SupervisedPart } from './supervise-part'
import { watchedDatabase } from './watched-database'
import { webAnswers } from './web-answers'

export interface PanelOptions {
  /** The checkout: holds `dist/` and, unless told otherwise, `data/`. */
  root: string
  environment: NodeJS.ProcessEnv
  progress: Progress
}

export interface Panel {
  /** Resolves when the web server answers; rejects with an AppError whose userMessage says what to do. */
  ready: Promise<void>
  /** Ends whatever runs, in the order web, worker, database. May be called at any time. */
  stop(): Promise<void>
}

const Release = z.object({ web: z.string(), workers: z.string() })

/**
 * Starts the whole panel on this machine and keeps it going: the built-in database (unless DATABASE_URL names
 * another), the web server and the worker.
 * @throws AppError `already-running` when another panel uses the same data folder.
 */
export function runPanel({ root, environment, progress }: PanelOptions): Panel {
  const release = Release.parse(JSON.parse(readFileSync(path.join(root, 'dist/current.json'), 'utf8')))
  const webFolder = path.join(root, 'dist', release.web)
  const workersFolder = path.join(root, 'dist', release.workers)
  const folder = dataFolder(root, environment['BUZZCRATE_DATA'])
  refuseWhileInUse(folder)
  const last = lastPanel(folder)
  const secrets = installationSecrets(folder, environment)
  const state = panelState(folder, last)
  const ending = new AbortController()
  const database = watchedDatabase({
    folder,
    password: secrets.databasePassword,
    say: progress.say,
    onPid: (pid) => state.part('postgres', pid),
  })
  let parts: SupervisedPart[] = []

  const start = async () => {
    await clearLeftoverParts({ last, say: progress.say, signal: ending.signal })
    state.set({ parts: {}, starts: {} })
    const databaseUrl =
      environment['DATABASE_URL'] ||
      (await progress.phase('Starting the database', () => database.start(ending.signal)))
    state.set({ databaseUrl })
    const settings = completeSettings(environment, { databaseUrl, folder, secrets })
    ending.signal.throwIfAborted()
    const migrations = path.join(workersFolder, 'migrations')
    await progress.phase('Bringing the database up to date', () =>
      migrateAll(databaseUrl, migrations, !settings.REDIS_URL),
    )
    ending.signal.throwIfAborted()

    const port = await choosePort(settings, progress)
    const local = `http://${loopbackOf(settings.HOST)}:${port}`
    parts = panelParts({ webFolder, workersFolder, settings, port, local, say: progress.say, onPid: state.part })
    await progress.phase('Starting web and worker', async () => {
      for (const part of parts) part.start()
      await webAnswers(local, ending.signal)
    })
    const urls = settings.BUZZCRATE_URL ? [settings.BUZZCRATE_URL] : reachableUrls(settings.HOST, port)
    const link = await setupLink([path.join(workersFolder, 'setup-link.mjs')], settings, urls[0] ?? local)
    state.set({ url: local, ...(link ? { setupUrl: link } : {}) })
    showBanner({ progress, urls, link, folder })
  }

  const ready = start()
  return {
    ready,
    stop: async () => {
      ending.abort(new Error('stopping'))
      // Whoever asked for the start learns how it ended; here it only must not race with the stop.
      await ready.catch(() => {})
      for (const part of parts) await part.stop()
      await database.stop()
      removePanelFile(folder)
    },
  }
}

function completeSettings(
  environment: NodeJS.ProcessEnv,
  found: { databaseUrl: string; folder: string; secrets: InstallationSecrets },
): Env {
  return readEnv({
    ...environment,
    NODE_ENV: 'production',
    DATABASE_URL: found.databaseUrl,
    BUZZCRATE_DATA: found.folder,
    BUZZCRATE_SECRET_KEY: found.secrets.secretKey,
  })
}

async function choosePort(settings: Env, progress: Progress): Promise<number> {
  const port = await freePort(settings.HOST, settings.PORT)
  if (settings.PORT !== 0 && port !== settings.PORT) {
    progress.say(`Port ${settings.PORT} is taken by another program, so BuzzCrate uses ${port}. (PORT chooses one.)`)
  }
  return port
}

/** Keeps panel.json in step with what runs. */
function panelState(folder: string, last: PanelFile | undefined) {
  // Until they are seen to be gone, the parts of a panel that was killed stay written down.
  const { parts = {}, starts = {} } = last ?? {}
  let current: PanelFile = { pid: process.pid, startedAt: processStart(process.pid) ?? '', parts, starts }
  const set = (change: Partial<PanelFile>) => {
    current = { ...current, ...change }
    writePanelFile(folder, current)
  }
  const part = (name: string, pid: number | undefined) => {
    const { [name]: _, ...others } = current.parts
    const { [name]: __, ...starts } = current.starts
    const start = pid === undefined ? undefined : processStart(pid)
    set({
      parts: pid === undefined ? others : { ...others, [name]: pid },
      starts: start === undefined ? starts : { ...starts, [name]: start },
    })
  }
  set({})
  return { set, part }
}
