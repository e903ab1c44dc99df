/** JSON that survives a database and a browser. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What a failure looks like as data: in the event log, in an API answer, on the screen. */
export interface Failure {
  /** Stable, kebab-case, e.g. `host-unreachable`. Attempt policies and the screens' ways out are keyed by it. */
  readonly code: string
  /** For the log and the developer. Never holds a secret. */
  readonly message: string
  /** For the person at the screen: what happened, in plain words. */
  readonly userMessage: string
  readonly retryable: boolean
  readonly details: Readonly<Record<string, Json>>
}

export interface AppErrorOptions {
  readonly message?: string
  readonly userMessage: string
  readonly retryable?: boolean
  readonly details?: Readonly<Record<string, Json>>
  readonly cause?: unknown
}

/** The one error class. Adapters turn foreign errors into it once, at the edge. */
export class AppError extends Error implements Failure {
  override readonly name = 'AppError'
  readonly code: string
  readonly userMessage: string
  readonly retryable: boolean
  readonly details: Readonly<Record<string, Json>>

  constructor(code: string, options: AppErrorOptions) {
    super(options.message ?? options.userMessage, { cause: options.cause })
    this.code = code
    this.userMessage = options.userMessage
    this.retryable = options.retryable ?? false
    this.details = options.details ?? {}
  }
}

/** For what does not exist and what is somebody else's alike. */
export function notFound(what: string): AppError {
  return new AppError('not-found', { userMessage: `There is no such ${what}, or it is not yours.`, details: { what } })
}

/** Turns anything thrown into data. An unknown error keeps its message for the log and says less on the screen. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) {
    const { code, message, userMessage, retryable, details } = error
    return { code, message, userMessage, retryable, details }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'unexpected',
    message,
    userMessage: 'Something happened that BuzzCrate does not know. The log has the details.',
    retryable: false,
    details: {},
  }
}
