import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from '@/lib/core/errors'
import type { LinodeConnection } from './connection'

/** One call: whose it is, when it is given up, and what its answer said besides the body. */
export interface RequestContext {
  readonly connection: LinodeConnection
  readonly signal: AbortSignal
  /** Scopes of the token, as the answer's `X-OAuth-Scopes` lists them; `*` are all. */
  scopes?: readonly string[]
}

const storage = new AsyncLocalStorage<RequestContext>()

/**
 * Makes one call in a context of its own. Linode's library knows one token for the whole process; here a call without a
 * context has none, and a context holds no more than one account.
 */
export const inContext = <Result>(context: RequestContext, call: () => Promise<Result>): Promise<Result> =>
  storage.run(context, call)

/** The context of the call that is being made. @throws AppError where the library is called past `inContext` */
export function requestContext(): RequestContext {
  const context = storage.getStore()
  if (context !== undefined) return context
  throw new AppError('unexpected', {
    message: 'a call to Linode outside of inContext: it would have no account',
    userMessage: 'BuzzCrate did not say which account a call to Linode is for. Nothing was sent.',
  })
}
