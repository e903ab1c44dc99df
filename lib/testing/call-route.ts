import type { FoundRoute } from './find-routes'
import { isRoute } from './find-routes'
import type { RouteSample } from './route-samples'

/** A request to a handler, as Next would hand it over. */
export interface RouteCall extends Omit<RouteSample, 'params'> {
  readonly params?: Readonly<Record<string, unknown>>
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Calls a handler in this process. @throws Error when it was not made by route() */
export async function callRoute(route: FoundRoute, call: RouteCall = {}): Promise<Response> {
  const { handler, method } = route
  if (!isRoute(handler)) throw new Error(`${route.name} was not made by route()`)
  const { params = {}, query = {}, body, raw, cookie, headers = {} } = call
  const reads = method === 'GET' || method === 'HEAD'
  const text = raw ?? (body === undefined ? '' : JSON.stringify(body))
  const request = new Request(`http://panel.test/api?${new URLSearchParams(query)}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-buzzcrate-peer': '127.0.0.1',
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(reads ? {} : { body: text }),
  })
  // Next promises texts; what the fuzz sends is as wild as an address can be.
  return handler(request, { params: Promise.resolve(params as Record<string, string>) })
}
