import { expect, it } from 'vitest'
import { AppError } from './errors'
import { createLogger, type LogLevel } from './log'

function lines(json: boolean, level: LogLevel = 'debug') {
  const written: string[] = []
  return { written, log: createLogger({ write: (line) => written.push(line), level, json }) }
}

it('writes one JSON object a line, with the fields of its parents', () => {
  const { written, log } = lines(true)
  log.with({ run: 'r1' }).info('step\nstarted', { step: 'join', left: undefined })
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    level: 'info',
    message: 'step\nstarted',
    run: 'r1',
    step: 'join',
  })
  expect(written[0]).not.toContain('\n')
})

it('hides fields that are named like secrets', () => {
  const { written, log } = lines(true)
  log.warn('sign-in', { password: 'p1', sudoPassword: 'p2', joinToken: 'p3', apiKey: 'p4', user: 'ada' })
  expect(written[0]).not.toMatch(/p[1-4]/)
  expect(written[0]).toContain('ada')
})

it('writes errors with code and cause', () => {
  const { written, log } = lines(true)
  log.error('failed', { error: new AppError('no-disk', { userMessage: 'Full.', cause: new Error('ENOSPC') }) })
  expect(JSON.parse(written[0] ?? '').error).toMatchObject({ code: 'no-disk', cause: { message: 'ENOSPC' } })
})

it('writes words for a terminal and leaves out what is below its level', () => {
  const { written, log } = lines(false, 'info')
  log.debug('no')
  log.info('yes', { host: 'pi 1', port: 22 })
  expect(written).toHaveLength(1)
  expect(written[0]).toMatch(/ info {2}yes host="pi 1" port=22$/)
})
