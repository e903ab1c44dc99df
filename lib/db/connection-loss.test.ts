import { expect, it } from 'vitest'
import { isConnectionLoss } from './connection-loss'

const prisma = (code: string | undefined, message: string) =>
  Object.assign(new Error(`\nInvalid \`prisma.run.findUnique()\` invocation:\n\n\n${message}`), { code })

it.each([
  ['a broken pipe that Prisma has no code for', prisma(undefined, 'write EPIPE')],
  [
    'a server that starts up',
    prisma('P2039', 'Database error. Code: `57P03`. Message: `the database system is starting up`'),
  ],
  ['a server that shuts down', prisma('P2039', 'Database error. Code: `57P01`. Message: `terminating connection`')],
  [
    'a refused connection',
    Object.assign(new Error('connect ECONNREFUSED /run/.s.PGSQL.5432'), { code: 'ECONNREFUSED' }),
  ],
  ['several refusals', new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })])],
])('takes %s for an absent Postgres', (_, error) => {
  expect(isConnectionLoss(error)).toBe(true)
})

it.each([
  ['a taken name', prisma('P2002', 'Unique constraint failed on the fields: (`name`)')],
  ['another error of the database', prisma('P2039', 'Database error. Code: `22021`. Message: `invalid byte sequence`')],
  ['no error', 'write EPIPE'],
])('takes %s for what it is', (_, error) => {
  expect(isConnectionLoss(error)).toBe(false)
})
