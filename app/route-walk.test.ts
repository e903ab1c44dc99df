import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoints } from '@/lib/contracts/endpoints'
import { type FoundRoute, findRoutes, isRoute } from '@/lib/testing/find-routes'
import { scaledMs } from '@/lib/testing/pace'

const APP = import.meta.dirname

/** The routes that anybody may call. A new one is added here on purpose, with a look at what it gives away. */
const PUBLIC = [
  'GET /api/card-links/[token]/[imageId]/[file]',
  'GET /api/card-links/[token]/os_list.json',
  'GET /api/health',
  'POST /api/accounts/choose-password',
  'POST /api/accounts/password-link',
  'POST /api/auth/second-factor',
  'POST /api/auth/sign-in',
  'POST /api/auth/sign-out',
  'POST /api/first-boot',
  'POST /api/join',
  'POST /api/join/code',
  'POST /api/join/device',
  'POST /api/join/link',
  'POST /api/join/words',
  'POST /api/setup',
  'POST /api/setup/check',
]

const all = readdirSync(APP, { recursive: true, encoding: 'utf8' }).sort()
let routes: readonly FoundRoute[] = []

beforeAll(async () => {
  routes = await findRoutes()
}, scaledMs(60_000))

describe('every handler in app/api', () => {
  it('exists', () => {
    expect(routes.length).toBeGreaterThan(PUBLIC.length)
  })

  it('is made by route()', () => {
    expect(routes.filter(({ handler }) => !isRoute(handler)).map(({ name }) => name)).toEqual([])
  })

  it('is made for the address that it has', () => {
    const elsewhere = routes.filter(({ handler, name }) => isRoute(handler) && handler.address !== name)
    expect(elsewhere.map(({ name }) => name)).toEqual([])
  })

  it('has a contract, and every contract has a handler', () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(endpoints).sort())
  })

  it('takes the parameters that its address has', () => {
    const others = routes.filter(({ handler, params }) => {
      const declared = isRoute(handler) ? handler.endpoint.params : undefined
      const names = declared instanceof z.ZodObject ? Object.keys(declared.shape) : []
      return names.sort().join() !== [...params].sort().join()
    })
    expect(others.map(({ name }) => name)).toEqual([])
  })

  it('is public only if it is on the list', () => {
    const open = routes.filter(({ handler }) => isRoute(handler) && handler.endpoint.action === 'public')
    expect(open.map(({ name }) => name).sort()).toEqual(PUBLIC)
  })

  it('answers 401 without a session', async () => {
    const wrong: string[] = []
    for (const { name, method, handler } of routes) {
      if (!isRoute(handler) || handler.endpoint.action === 'public') continue
      const request = new Request('http://panel.test/api', {
        method,
        ...(method === 'GET' || method === 'HEAD'
          ? {}
          : { body: '{}', headers: { 'content-type': 'application/json' } }),
      })
      const response = await handler(request, { params: Promise.resolve({}) })
      if (response.status !== 401) wrong.push(`${name}: ${response.status}`)
    }
    expect(wrong).toEqual([])
  })

  it('refuses what another site sends', async () => {
    const wrong: string[] = []
    for (const { name, method, handler } of routes) {
      if (!isRoute(handler) || method === 'GET' || method === 'HEAD') continue
      const request = new Request('http://panel.test/api', {
        method,
        body: '{}',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin: 'http://evil.test' },
      })
      const response = await handler(request, { params: Promise.resolve({}) })
      if (response.status !== 403) wrong.push(`${name}: ${response.status}`)
    }
    expect(wrong).toEqual([])
  })
})

it('every page of the signed-in group demands an actor itself', () => {
  const pages = all.filter((file) => /^\(panel\)\/(.*\/)?page\.tsx$/.test(file))
  const without = pages.filter(
    (page) => !/await requireActor\('[a-z-]+\.[a-z]+'\)/.test(readFileSync(path.join(APP, page), 'utf8')),
  )
  expect(pages.length).toBeGreaterThan(0)
  expect(without).toEqual([])
})

it('no page lives outside the two groups', () => {
  const outside = all.filter((file) => /(^|\/)page\.tsx$/.test(file) && !/^\((panel|entry)\)\//.test(file))
  expect(outside).toEqual([])
})
