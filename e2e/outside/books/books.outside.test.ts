import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from '@/e2e/lab/hosts/run-command'
import { type OutsidePostgres, startDebianPostgres } from '../debian-postgres'
import { ensureBooksPython } from './books-python'

const demo = path.resolve('demos/books/web')

let postgres: OutsidePostgres
beforeAll(async () => {
  postgres = await startDebianPostgres('secret of the books')
})
afterAll(() => postgres?.stop())

it('the books app passes its own tests on a real Postgres', async () => {
  const { hostname, port, username, pathname } = new URL(postgres.url)
  const { code, stdout, stderr } = await runCommand(
    'python3',
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', path.join(demo, 'tests')],
    {
      env: {
        ...process.env,
        PYTHONPATH: [await ensureBooksPython(), path.join(demo, 'app')].join(path.delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        PGHOST: hostname,
        PGPORT: port,
        PGUSER: username,
        PGPASSWORD: 'secret of the books',
        PGDATABASE: pathname.slice(1),
      },
    },
  )
  expect(`${stdout}${stderr}`).toMatch(/^\d+ passed in /m)
  expect(code).toBe(0)
})
