import type { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { currentActor } from '@/lib/features/accounts/current-actor'
import { plainWords } from './plain-words'
import { errorResponse, readJson } from './request'
import { assertSameOrigin } from './same-origin'
import { type TextProblem, unstorableTexts } from './storable-text'

interface Schemas<Params, Query, Body> {
  readonly params?: z.ZodType<Params>
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
}

interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly request: Request
}

type NextContext = { readonly params: Promise<Record<string, string | string[] | undefined>> }
export type RouteHandler = ((request: Request, context: NextContext) => Promise<Response>) & {
  readonly access: Access
  /** What it reads of a request by a schema. */
  readonly takes: readonly ('params' | 'query' | 'body')[]
}

/** `public` routes answer anybody; `member` needs a session; `admin` needs the role. */
export type Access = 'public' | 'member' | 'admin'

/**
 * The only way to make a handler in app/api: default deny, same origin for everything that changes, parsed input, and
 * AppError as JSON. A test walks all route files and refuses a handler that was not made here.
 * `handle` returns JSON-able data (200), nothing (204), or a Response.
 */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  access: 'public',
  schemas: Schemas<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): RouteHandler
export function route<Params = undefined, Query = undefined, Body = undefined>(
  access: 'member' | 'admin',
  schemas: Schemas<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body> & { readonly actor: Actor }) => Promise<unknown>,
): RouteHandler
export function route<Params, Query, Body>(
  access: Access,
  schemas: Schemas<Params, Query, Body>,
  // The overloads promise an actor exactly where `access` demands one.
  handle: (call: Call<Params, Query, Body> & { readonly actor: Actor }) => Promise<unknown>,
): RouteHandler {
  const handler = async (request: Request, context: NextContext): Promise<Response> => {
    try {
      if (request.method !== 'GET') assertSameOrigin(request.headers)
      const actor = access === 'public' ? NOBODY : await authorise(request.headers, access)
      const params = parse<Params>(schemas.params, await context.params, 'address')
      const query = parse<Query>(schemas.query, Object.fromEntries(new URL(request.url).searchParams), 'address')
      const body = parse<Body>(schemas.body, schemas.body && (await readJson(request)), 'form')
      const answer = await handle({ actor, params, query, body, request })
      if (answer instanceof Response) return answer
      return answer === undefined
        ? new Response(null, { status: 204 })
        : Response.json(answer, { headers: { 'cache-control': 'no-store' } })
    } catch (error) {
      return errorResponse(error)
    }
  }
  const takes = (['params', 'query', 'body'] as const).filter((part) => schemas[part] !== undefined)
  return Object.assign(handler, { access, takes })
}

/** A form of a megabyte may have a hundred thousand mistakes; nobody reads on after these. */
const MOST_PROBLEMS = 20

const NOBODY: Actor = { userId: '', role: 'member' }

async function authorise(headers: Headers, access: 'member' | 'admin'): Promise<Actor> {
  const actor = await currentActor(headers)
  if (actor === undefined) {
    throw new AppError('signed-out', { userMessage: 'You are signed out. Sign in and try again.' })
  }
  if (access === 'admin' && actor.role !== 'admin') {
    throw new AppError('forbidden', { userMessage: 'Only an admin may do this.' })
  }
  return actor
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown, where: 'address' | 'form'): T {
  // Without a schema the type parameter is `undefined`, and so is the value.
  if (schema === undefined) return undefined as T
  const parsed = schema.safeParse(value, { error: plainWords })
  const problems = parsed.success ? unstorableTexts(parsed.data, where) : problemsOf(parsed.error, where)
  if (parsed.success && problems.length === 0) return parsed.data
  const fields = problems.slice(0, MOST_PROBLEMS)
  throw new AppError('bad-input', {
    message: `bad input: ${fields.map((field) => `${field.field}: ${field.problem}`).join('; ')}`,
    userMessage: fields.map((field) => `${field.field}: ${field.problem}`).join(' '),
    details: { fields: fields.map((field) => ({ ...field })) },
  })
}

const problemsOf = (error: z.ZodError, where: string): readonly TextProblem[] =>
  error.issues.map((issue) => ({ field: issue.path.join('.') || where, problem: issue.message }))
