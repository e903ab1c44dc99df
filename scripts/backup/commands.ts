import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { dataFolder, installationSecrets } from '@/workers/supervisor/data-folder'
import { clearLeftoverParts } from '@/workers/supervisor/leftover-parts'
import {
  lastPanel,
  refuseWhileInUse,
  removePanelFile,
  runningPanel,
  writePanelFile,
} from '@/workers/supervisor/panel-file'
import { startDatabase } from '@/workers/supervisor/prepare-database'
import { readBackup } from './read-backup'
import { writeBackup } from './write-backup'

const root = path.resolve(import.meta.dirname, '../..')

/** `npm run backup -- FILE`. */
export async function backup([file]: readonly string[]): Promise<void> {
  await explained(async () => {
    if (!file) throw usage('npm run backup -- FILE.tar.gz')
    const folder = dataFolder(root, process.env['BUZZCRATE_DATA'])
    const { rows, bytes } = await withDatabase(folder, 'backup', (databaseUrl) =>
      writeBackup({ file: path.resolve(file), databaseUrl, folder, environment: process.env }),
    )
    console.log(`Wrote ${file}: ${rows} rows and the files of ${folder}, ${(bytes / 1e6).toFixed(1)} MB.`)
    console.log('It holds the key to every stored secret. Keep it where only you can read it.')
  })
}

/** `npm run restore -- FILE [--replace]`. */
export async function restore(args: readonly string[]): Promise<void> {
  await explained(async () => {
    const file = args.find((arg) => !arg.startsWith('--'))
    if (!file) throw usage('npm run restore -- FILE.tar.gz [--replace]')
    const folder = dataFolder(root, process.env['BUZZCRATE_DATA'])
    const running = runningPanel(folder)
    if (running && !running.work) {
      throw new AppError('already-running', {
        userMessage: `BuzzCrate is running on ${folder} (process ${running.pid}). Stop it, then restore.`,
      })
    }
    const made = await withDatabase(folder, 'restore', (databaseUrl) =>
      readBackup({
        file: path.resolve(file),
        databaseUrl,
        folder,
        migrationsFolder: path.join(root, 'prisma/migrations'),
        replace: args.includes('--replace'),
        environment: process.env,
      }),
    )
    console.log(`Restored ${file}, made on ${made}, into ${folder}. Start with: npm start`)
  })
}

/** `npm run rescue -- EMAIL`: the account of somebody who lost everything, see lib/features/accounts/rescue-account. */
export async function rescue([email]: readonly string[]): Promise<void> {
  await explained(async () => {
    if (!email) throw usage('npm run rescue -- EMAIL')
    await runProgram('rescue', 'rescue.ts', [email])
  })
}

/** `npm run demos -- keep`: builds the images of the catalogue that the store lacks, and puts them there. */
export async function keepImages(): Promise<void> {
  await explained(() => runProgram('images', 'keep-images.ts', []))
}

/** Runs a program of workers/ on this installation's database, which may be running. */
async function runProgram(work: 'rescue' | 'images', program: string, args: readonly string[]): Promise<void> {
  const folder = dataFolder(root, process.env['BUZZCRATE_DATA'])
  const { secretKey } = installationSecrets(folder, process.env)
  await withDatabase(folder, work, async (databaseUrl) => {
    // The panel may not have been started since an update.
    await migrate(databaseUrl, await readMigrations(path.join(root, 'prisma/migrations')))
    const url = runningPanel(folder)?.url
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      BUZZCRATE_DATA: folder,
      BUZZCRATE_SECRET_KEY: secretKey,
      ...(process.env['BUZZCRATE_URL'] || url === undefined ? {} : { BUZZCRATE_URL: url }),
    }
    const argv = ['--import', 'tsx', path.join(root, 'workers', program), ...args]
    // A process of its own: settings are read once, from its environment.
    const { status } = spawnSync(process.execPath, argv, { cwd: root, env, stdio: 'inherit' })
    process.exitCode = status ?? 1
  })
}

/** Works on DATABASE_URL, else on the built-in database: the running one, or one started for the occasion. */
async function withDatabase<T>(
  folder: string,
  work: 'backup' | 'restore' | 'rescue' | 'images',
  task: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const url = process.env['DATABASE_URL'] || runningPanel(folder)?.databaseUrl
  if (url) return task(url)
  // A panel, or another of these, would take the database away in the middle of it.
  refuseWhileInUse(folder)
  const { parts = {}, starts = {} } = lastPanel(folder) ?? {}
  writePanelFile(folder, { pid: process.pid, startedAt: processStart(process.pid) ?? '', parts, starts, work })
  try {
    const announce = (line: string) => console.log(line)
    await clearLeftoverParts({ last: { parts, starts }, say: announce, signal: new AbortController().signal })
    const { databasePassword } = installationSecrets(folder, process.env)
    const database = await startDatabase({ folder, password: databasePassword, announce })
    try {
      return await task(database.url)
    } finally {
      await database.server.stop()
    }
  } finally {
    removePanelFile(folder)
  }
}

const usage = (text: string) => new AppError('usage', { userMessage: `usage: ${text}` })

async function explained(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof AppError ? error.userMessage : error)
    process.exitCode = 1
  }
}
