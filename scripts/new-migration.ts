// `npm run migration -- NAME` writes prisma/migrations/<time>_NAME/migration.sql: the SQL from what the migrations make
// to what prisma/schema.prisma says. `-- --initial` replaces all migrations by one; only before the first release.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { schemaDifference } from '@/lib/testing/schema-difference'

const INITIAL = '20261123000000_initial'
const folder = path.resolve('prisma/migrations')
const argument = process.argv[2] ?? ''
if (!/^(--initial|[a-z][a-z0-9_]{2,50})$/.test(argument)) {
  console.error('usage: npm run migration -- name_of_the_change   (small letters, digits and _)')
  process.exit(2)
}

const scratch = mkdtempSync(path.join(tmpdir(), 'buzzcrate-migration-'))
chmodSync(scratch, 0o755)
const server = await startEmbeddedPostgres({ folder: scratch, password: 'scratch', durable: false })
try {
  const initial = argument === '--initial'
  mkdirSync(folder, { recursive: true })
  await migrate(server.url('postgres'), initial ? [] : await readMigrations(folder))
  const sql = await schemaDifference(server.url('postgres'), path.resolve('prisma/schema.prisma'))
  if (sql === '') {
    console.log('The migrations already make what prisma/schema.prisma says.')
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const name = initial ? INITIAL : `${stamp}_${argument}`
    if (initial) rmSync(folder, { recursive: true, force: true })
    mkdirSync(path.join(folder, name), { recursive: true })
    writeFileSync(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n')
    writeFileSync(path.join(folder, name, 'migration.sql'), sql)
    console.log(`Wrote prisma/migrations/${name}/migration.sql. Read it before you commit it.`)
  }
} finally {
  await server.stop()
  rmSync(scratch, { recursive: true, force: true })
}
process.exit(0)
