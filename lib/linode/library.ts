import { refusalIn } from '@/lib/core/address-policy'
import { fetchWithin } from '@/lib/core/outgoing'
import { faultOfAnswer } from './fault-of-answer'
import { linodeFault } from './faults'
import { readBody } from './read-body'
import { requestContext } from './request-context'

export type LinodeLibrary = typeof import('@linode/api-v4')

type Adapter = Extract<
  NonNullable<LinodeLibrary['baseRequest']['defaults']['adapter']>,
  (...parameters: never) => unknown
>

let loaded: Promise<LinodeLibrary> | undefined

/**
 * Linode's own library, loaded when the first account is used: it takes memory that a panel of boards has better use
 * for. Every request of it goes through `send`, whatever it believes about token and address.
 */
export function linodeLibrary(): Promise<LinodeLibrary> {
  loaded ??= import('@linode/api-v4').then((library) => {
    library.baseRequest.defaults.adapter = send
    return library
  })
  return loaded
}

/**
 * Sends one request of the library in the name of the context's account, to the context's origin: the library writes
 * Linode's own address into each URL, and has no place for more than one token.
 * @throws AppError of `faults.ts`
 */
const send: Adapter = async (config) => {
  const context = requestContext()
  const {
    account,
    origin,
    reach,
    send: sendRequest = (to, request) => fetchWithin(reach, to, request),
  } = context.connection
  const asked = new URL(config.url ?? '', 'https://api.linode.com')
  const url = new URL(`${asked.pathname}${asked.search}`, origin)
  for (const [name, value] of Object.entries(config.params ?? {})) url.searchParams.set(name, String(value))
  const filter = config.headers.get('X-Filter')
  const fault = (error: unknown) =>
    refusalIn(error) ??
    (context.signal.aborted
      ? linodeFault('linode-timed-out', account.name, { cause: error })
      : linodeFault('linode-unreachable', account.name, { cause: error }))
  const response = await sendRequest(url, {
    method: (config.method ?? 'get').toUpperCase(),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${account.token}`,
      'user-agent': 'BuzzCrate',
      ...(typeof filter === 'string' ? { 'x-filter': filter } : {}),
      ...(config.data === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(config.data === undefined ? {} : { body: String(config.data) }),
    signal: context.signal,
  }).catch((error: unknown) => {
    throw fault(error)
  })
  const body = await readBody(response).catch((error: unknown) => {
    throw fault(error)
  })
  if (body === undefined) throw linodeFault('linode-answer-too-large', account.name)
  if (!response.ok) {
    const header = (name: string) => response.headers.get(name)
    throw faultOfAnswer(account.name, { status: response.status, body, header })
  }
  const scopes = response.headers.get('x-oauth-scopes')
  if (scopes !== null) context.scopes = scopes.split(/[\s,]+/).filter((scope) => scope !== '')
  return { data: parse(body, account.name), status: response.status, statusText: '', headers: {}, config }
}

/** A 204 has no body: what was asked for is not there, e.g. grants of a user who may do everything. */
function parse(body: string, account: string): unknown {
  if (body === '') return null
  try {
    return JSON.parse(body)
  } catch (error) {
    throw linodeFault('linode-answer-unreadable', account, { cause: error })
  }
}
