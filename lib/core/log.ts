import { AppError } from './errors'

/** A field of a log line. Errors are written with code, message and stack. */
export type LogField = string | number | boolean | null | undefined | Error | readonly string[]
export type LogFields = Readonly<Record<string, LogField>>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds these fields to each of its lines. */
  with(fields: LogFields): Logger
}

const RANK = { debug: 10, info: 20, warn: 30, error: 40 } as const satisfies Record<LogLevel, number>
const SECRET_NAME = /pass|secret|token|private|credential|authorization|cookie|api_?key/i

/**
 * Writes one line an event: JSON when `json`, else words for a terminal. Fields whose names say that they hold a
 * secret are never written; values are the caller's responsibility.
 */
export function createLogger(options: {
  write: (line: string) => void
  level: LogLevel
  json: boolean
  fields?: LogFields
}): Logger {
  const emit = (level: LogLevel, message: string, fields: LogFields = {}) => {
    if (RANK[level] < RANK[options.level]) return
    const all = plain({ ...options.fields, ...fields })
    const time = new Date().toISOString()
    if (options.json) options.write(JSON.stringify({ time, level, message, ...all }))
    else options.write(`${time.slice(11, 23)} ${level.padEnd(5)} ${message}${words(all)}`)
  }
  return {
    debug: (message, fields) => emit('debug', message, fields),
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
    with: (fields) => createLogger({ ...options, fields: { ...options.fields, ...fields } }),
  }
}

function plain(fields: LogFields): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    if (SECRET_NAME.test(name)) result[name] = '[hidden]'
    else result[name] = value instanceof Error ? describe(value) : value
  }
  return result
}

function describe(error: Error): Record<string, unknown> {
  const code = error instanceof AppError ? { code: error.code, details: error.details } : {}
  const cause = error.cause instanceof Error ? { cause: describe(error.cause) } : {}
  return { ...code, message: error.message, stack: error.stack, ...cause }
}

function words(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        ` ${name}=${typeof value === 'string' && !/[\s"]/.test(value) ? value : JSON.stringify(value)}`,
    )
    .join('')
}

const LEVELS: ReadonlySet<string> = new Set(Object.keys(RANK))
const isLevel = (text: string | undefined): text is LogLevel => text !== undefined && LEVELS.has(text)
const wanted = process.env['LOG_LEVEL']

/** The process's logger: standard output, JSON unless a terminal reads it. `LOG_LEVEL` sets the least level. */
export const log: Logger = createLogger({
  write: (line) => process.stdout.write(`${line}\n`),
  level: isLevel(wanted) ? wanted : 'info',
  json: !process.stdout.isTTY && process.env['LOG_FORMAT'] !== 'text',
})
