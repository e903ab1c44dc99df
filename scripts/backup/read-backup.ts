import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { emptyDatabase, hasAccounts, loadTables } from '@/lib/db/dump-tables'
import { readMigrations } from '@/lib/db/migrate'
import { ProgramError, run } from '@/scripts/setup/run.mjs'
import { keepSecretKey } from '@/workers/supervisor/data-folder'
import { Backup } from './backup-file'

/**
 * Brings an installation back into an empty database and data folder, or in the place of what is there with `replace`.
 * @returns when the backup was made, for people.
 */
export async function readBackup(options: {
  file: string
  databaseUrl: string
  folder: string
  migrationsFolder: string
  replace: boolean
  environment: NodeJS.ProcessEnv
}): Promise<string> {
  const { file, databaseUrl, folder, replace, environment } = options
  if (!existsSync(file)) throw new AppError('no-backup', { userMessage: `There is no file ${file}.` })
  const staging = mkdtempSync(path.join(folder, 'backup-'))
  try {
    const about = await unpack(file, staging)
    const chosen = environment['BUZZCRATE_SECRET_KEY']
    if (chosen && chosen !== about.secretKey) {
      throw new AppError('other-key', {
        userMessage:
          'BUZZCRATE_SECRET_KEY is set to another key than the one of this backup. Unset it, or set the old one.',
      })
    }
    if (!replace && (await hasAccounts(databaseUrl))) {
      throw new AppError('not-empty', {
        userMessage: 'This installation has accounts already. With --replace, the backup takes its place.',
      })
    }
    await emptyDatabase(databaseUrl)
    await loadTables(
      databaseUrl,
      path.join(staging, 'tables'),
      about.dump,
      await readMigrations(options.migrationsFolder),
    )
    keepSecretKey(folder, about.secretKey)
    const files = path.join(staging, 'files')
    if (existsSync(files)) cpSync(files, folder, { recursive: true })
    return about.createdAt
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

async function unpack(file: string, target: string): Promise<Backup> {
  try {
    await run('tar', ['--extract', '--gzip', '--file', file, '--directory', target, '--no-same-owner'])
    return Backup.parse(JSON.parse(readFileSync(path.join(target, 'backup.json'), 'utf8')))
  } catch (cause) {
    const said = cause instanceof ProgramError ? cause.output.at(-1) : undefined
    throw new AppError('not-a-backup', {
      userMessage: `${file} is not a whole backup of BuzzCrate${said ? ` (${said})` : ''}.`,
      cause,
    })
  }
}
