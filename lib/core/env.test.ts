import { expect, it } from 'vitest'
import { readEnv } from './env'
import { AppError } from './errors'

const KEY = 'A'.repeat(43)
const least = { DATABASE_URL: 'postgresql://localhost/buzzcrate', BUZZCRATE_SECRET_KEY: KEY }

it('needs only the database and the secret key', () => {
  expect(readEnv(least)).toEqual({
    ...least,
    BUZZCRATE_DATA: './data',
    BUZZCRATE_FILES_PORT: 0,
    BUZZCRATE_PATIENCE_MS: 60_000,
    BUZZCRATE_PRACTICE_HOST: '127.0.0.1',
    BUZZCRATE_ROLES: ['runs', 'images', 'watch', 'practice'],
    HOST: '0.0.0.0',
    PORT: 3000,
    NODE_ENV: 'production',
  })
})

it('takes an empty optional value as not set, as environment files have it', () => {
  const env = readEnv({ ...least, REDIS_URL: '', BUZZCRATE_URL: '' })
  expect(env.REDIS_URL).toBeUndefined()
  expect(env.BUZZCRATE_URL).toBeUndefined()
})

it('reads roles and numbers', () => {
  expect(readEnv({ ...least, BUZZCRATE_ROLES: ' watch ', PORT: '0' })).toMatchObject({
    BUZZCRATE_ROLES: ['watch'],
    PORT: 0,
  })
})

it('takes a stand-in for Linode on this machine only', () => {
  const origin = (BUZZCRATE_LINODE_ORIGIN: string) => readEnv({ ...least, BUZZCRATE_LINODE_ORIGIN })
  expect(origin('http://127.0.0.1:8080').BUZZCRATE_LINODE_ORIGIN).toBe('http://127.0.0.1:8080')
  expect(origin('').BUZZCRATE_LINODE_ORIGIN).toBeUndefined()
  for (const wrong of ['https://api.linode.com', 'http://10.0.0.1:80', 'http://127.0.0.1:80/x', 'http://127.0.0.1']) {
    expect(() => origin(wrong), wrong).toThrow('BUZZCRATE_LINODE_ORIGIN')
  }
})

it('names every setting that is missing or wrong, and shows no secret', () => {
  const wrong = { BUZZCRATE_SECRET_KEY: 'hunter2', REDIS_URL: 'http://x', PORT: '99999', BUZZCRATE_ROLES: 'cook' }
  try {
    readEnv(wrong)
    expect.unreachable()
  } catch (error) {
    const message = error instanceof AppError ? error.userMessage : ''
    expect(message).toContain('DATABASE_URL is not set')
    for (const name of Object.keys(wrong)) expect(message).toContain(name)
    expect(message).not.toContain('hunter2')
  }
})
