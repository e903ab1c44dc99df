import type { Clock } from '@/lib/core/clock'
import type { Json } from '@/lib/core/errors'
import { accountRoutes } from './account-routes'
import { balancerRoutes } from './balancer-routes'
import { CloudAccount, type CloudUser, type KeptThings } from './cloud-account'
import { type CloudAnswer, type CloudRequest, NOT_FOUND, refuse, type Said } from './cloud-exchange'
import { applyFilter } from './cloud-filter'
import { type CloudHooks, NO_HOOKS } from './cloud-hooks'
import type { Admission, WindowName } from './cloud-limits'
import type { CloudRoute, PhaseDelays, Visit } from './cloud-route'
import { advance, bringUp, instanceRoutes } from './instance-routes'
import { networkRoutes } from './network-routes'

/** Their order counts: `/nodebalancers/types` before `/nodebalancers/{}`. */
const ROUTES: readonly CloudRoute[] = [...accountRoutes, ...instanceRoutes, ...networkRoutes, ...balancerRoutes]

export interface TokenHolder {
  readonly account: CloudAccount
  readonly scopes: readonly string[]
}

/** One call that reached the API: whose token it came with, and what it was about. */
export interface CloudCall {
  readonly token: string | undefined
  readonly method: string
  readonly path: string
  readonly body: string
  readonly status: number
  readonly at: number
}

export interface PracticeCloudOptions {
  readonly clock: Clock
  readonly hooks?: CloudHooks
  readonly delays?: PhaseDelays
  /** Ids are given from here on. */
  readonly lastId?: number
}

/** A nanode with Ubuntu was recorded with 51 s from its create to its boot. */
const DELAYS: PhaseDelays = { provisioningMs: 20_000, bootingMs: 30_000 }
const MOST_CALLS = 20_000
/** What makes something that stays. */
const MAKES = new Set(['/linode/instances', '/nodebalancers', '/volumes', '/vpcs', '/networking/firewalls'])
const MOST_THINGS = 10_000
const FULL = refuse(
  400,
  'You have reached a limit for the number of active services on your account. Please contact Support.',
)
const DEFAULT_PAGE = 100
const PAGE_SIZES = { least: 25, most: 500 } as const

/**
 * A cloud with Linode's API: accounts, machines that get ready with the clock's time, firewalls, VPCs, NodeBalancers,
 * volumes, events, scopes of tokens and limits of calls. It knows no network: who serves it over HTTP, hands requests in.
 */
export class PracticeCloud {
  private readonly clock: Clock
  private readonly hooks: CloudHooks
  private readonly delays: PhaseDelays
  private readonly tokens = new Map<string, TokenHolder>()
  lastId: number
  /** The latest calls, oldest first. */
  readonly calls: CloudCall[] = []

  constructor({ clock, hooks = NO_HOOKS, delays = DELAYS, lastId = 1_000 }: PracticeCloudOptions) {
    this.clock = clock
    this.hooks = hooks
    this.delays = delays
    this.lastId = lastId
  }

  /** Opens an account with one token. @param scopes as in `X-OAuth-Scopes`; `*` for everything */
  openAccount(user: CloudUser, token: string, scopes: readonly string[] = ['*'], kept?: KeptThings): CloudAccount {
    const account = new CloudAccount(user, kept)
    this.tokens.set(token, { account, scopes })
    return account
  }

  /** Goes on with machines that were being switched on when the account was kept. */
  resume({ instances }: CloudAccount): void {
    for (const instance of instances.values()) {
      if (instance.status !== 'booting' && instance.status !== 'rebooting') continue
      bringUp({ hooks: this.hooks }, instance)
    }
  }

  /** One more token of the account that another one belongs to. */
  addToken(account: CloudAccount, token: string, scopes: readonly string[]): void {
    this.tokens.set(token, { account, scopes })
  }

  revoke(token: string): void {
    this.tokens.delete(token)
  }

  /**
   * Answers one request, and does what it asks for.
   * @param pace how much faster than real the phases of a machine pass that it makes
   */
  answer(request: CloudRequest, pace = 1): CloudAnswer {
    const answer = this.answerOf(request, pace)
    const { token, method, path, body } = request
    this.calls.push({ token, method, path, body, status: answer.status, at: this.clock.now() })
    if (this.calls.length > MOST_CALLS) this.calls.shift()
    return answer
  }

  private answerOf(request: CloudRequest, pace: number): CloudAnswer {
    const holder = this.tokens.get(request.token ?? '')
    if (holder === undefined) return said(refuse(401, 'Invalid Token'))
    const found = find(request)
    if (found === undefined) return said(NOT_FOUND)
    const { route, ids, name } = found
    const { account, scopes } = holder
    const now = this.clock.now()
    const windowName: WindowName = route.window ?? ('list' in route ? 'lists' : 'others')
    const admission = account.windows.admit(windowName, now)
    const headers = headersOf(route.scope, scopes, admission, now)
    if (!admission.admitted) return said(refuse(429, 'Too many requests'), headers)
    if (!allows(scopes, route.scope)) {
      return said(refuse(401, 'Your OAuth token is not authorized to use this endpoint.'), headers)
    }
    const body = parse(request.body)
    if (body === undefined) return said(refuse(400, 'Invalid JSON'), headers)
    const visit = this.visit(account, { ids, name, body, now, pace })
    advance(visit)
    if (
      request.method === 'POST' &&
      MAKES.has(request.path) &&
      account.left >= (account.user.mostThings ?? MOST_THINGS)
    )
      return said(FULL, headers)
    if (request.method !== 'GET') account.revision += 1
    return said('list' in route ? listed(route, visit, request) : route.handle(visit), headers)
  }

  private visit(account: CloudAccount, part: Pick<Visit, 'ids' | 'name' | 'body' | 'now' | 'pace'>): Visit {
    const nextId = () => {
      this.lastId += 1
      return this.lastId
    }
    const { hooks, delays } = this
    const tell: Visit['tell'] = (action, entity, status = 'finished') => {
      account.revision += 1
      const open = account.events.find(
        (event) => event.action === action && event.entity.id === entity.id && event.status === 'started',
      )
      if (open === undefined || status !== 'finished') {
        const percent = status === 'finished' ? 100 : 5
        return account.tell({ id: nextId(), action, status, percent, entity, createdAt: part.now })
      }
      open.status = status
      open.percent = 100
      return open
    }
    return { account, ...part, hooks, delays, nextId, tell }
  }
}

function find({ method, path }: CloudRequest) {
  for (const route of ROUTES) {
    if (route.method !== method) continue
    const pattern = route.path.replaceAll('{}', '(\\d+)').replace('{name}', '([^/]+)')
    const parts = new RegExp(`^${pattern}$`).exec(path)?.slice(1)
    if (parts === undefined) continue
    const [name = ''] = parts
    return { route, ids: parts.map(Number), name: decodeURIComponent(name) }
  }
  return undefined
}

const allows = (scopes: readonly string[], wanted: string): boolean => {
  const [noun = '', level] = wanted.split(':')
  if (wanted === '*' || scopes.includes('*') || scopes.includes(`${noun}:*`)) return true
  return scopes.includes(`${noun}:read_write`) || (level === 'read_only' && scopes.includes(wanted))
}

function headersOf(scope: string, scopes: readonly string[], admission: Admission, now: number) {
  const seconds = Math.max(1, Math.ceil(admission.waitMs / 1_000))
  return {
    'x-accepted-oauth-scopes': scope,
    'x-oauth-scopes': scopes.join(' '),
    'x-ratelimit-limit': String(admission.limit),
    'x-ratelimit-remaining': String(admission.remaining),
    'x-ratelimit-reset': String(Math.ceil((now + admission.waitMs) / 1_000)),
    ...(admission.admitted ? {} : { 'retry-after': String(seconds) }),
  }
}

const said = ({ status, body }: Said, headers: Readonly<Record<string, string>> = {}): CloudAnswer => ({
  status,
  headers,
  body,
})

function parse(text: string): Json | undefined {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listed(route: Extract<CloudRoute, { list: unknown }>, visit: Visit, request: CloudRequest): Said {
  const list = route.list(visit)
  if (list === undefined) return NOT_FOUND
  const filtered = applyFilter(list.things, request.filter, list.filters)
  if ('refused' in filtered) return refuse(400, filtered.refused, 'X-Filter')
  const page = Number(request.query.get('page') ?? 1)
  const size = Number(request.query.get('page_size') ?? DEFAULT_PAGE)
  if (!(size >= PAGE_SIZES.least && size <= PAGE_SIZES.most)) {
    return refuse(400, `Must be ${PAGE_SIZES.least}-${PAGE_SIZES.most}`, 'page_size')
  }
  const pages = Math.max(1, Math.ceil(filtered.things.length / size))
  if (!(page >= 1 && page <= pages)) return NOT_FOUND
  return {
    status: 200,
    body: {
      data: filtered.things.slice((page - 1) * size, page * size),
      page,
      pages,
      results: filtered.things.length,
    },
  }
}
