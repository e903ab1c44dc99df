import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { dumpTables } from '@/lib/db/dump-tables'
import { run } from '@/scripts/setup/run.mjs'
import { installationSecrets } from '@/workers/supervisor/data-folder'
import type { Backup } from './backup-file'

/** Belongs to the running machine, not to the installation: the database's own files come as rows. */
const LEFT_OUT = /^(postgres(\..*)?|run|secrets|panel\.json.*|dev|backup-.*)$/

/**
 * Writes rows, secret key and files of an installation into one .tar.gz that only its owner can read. Made beside its
 * place and moved there when whole.
 */
export async function writeBackup(options: {
  file: string
  databaseUrl: string
  folder: string
  environment: NodeJS.ProcessEnv
}): Promise<{ rows: number; bytes: number }> {
  const { file, databaseUrl, folder, environment } = options
  const staging = mkdtempSync(path.join(path.dirname(file), '.buzzcrate-backup-'))
  try {
    const dump = await dumpTables(databaseUrl, path.join(staging, 'tables'))
    const { secretKey } = installationSecrets(folder, environment)
    const about: Backup = { format: 1, createdAt: new Date().toISOString(), secretKey, dump }
    writeFileSync(path.join(staging, 'backup.json'), JSON.stringify(about), { mode: 0o600 })
    const archive = path.join(staging, 'backup.tar')
    await run('tar', ['--create', '--file', archive, '--directory', staging, 'backup.json', 'tables'])
    const files = readdirSync(folder).filter((name) => !LEFT_OUT.test(name))
    if (files.length > 0) {
      const renamed = ['--directory', folder, '--transform', 's,^,files/,S', ...files]
      await run('tar', ['--append', '--file', archive, ...renamed])
    }
    await run('gzip', ['--fast', archive])
    chmodSync(`${archive}.gz`, 0o600)
    renameSync(`${archive}.gz`, file)
    return { rows: dump.tables.reduce((total, table) => total + table.rows, 0), bytes: statSync(file).size }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}
