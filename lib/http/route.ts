import { z } from 'zod'
import type { Endpoint } from '@/lib/contracts/endpoint'
import { type AnswerOf, type EndpointName, endpoints, type IsPublic, type ParsedPart } from '@/lib/contracts/endpoints'
import { AppError } from '@/lib/core/errors'
import { type CurrentUser, requireUser } from '@/lib/features/accounts/current-actor'
import { secondFactorOwed } from '@/lib/features/accounts/second-factor/demand'
import { noteRefusal } from '@/lib/features/class-watch/note-refusal'
import { assertNotPaused } from '@/lib/features/classes/assert-not-paused'
import { assertMay } from '@/lib/features/policy'
import { plainWords } from '@/lib/shared/plain-words'
import { mayNow } from '@/lib/shared/policy'
import { checkAnswer } from './check-answer'
import { Reply } from './reply'
import { errorResponse, readJson } from './request'
import { assertSameOrigin } from './same-origin'
import { type TextProblem, unstorableTexts } from './storable-text'

interface PublicCall<Name extends EndpointName> {
  readonly params: ParsedPart<Name, 'params'>
  readonly query: ParsedPart<Name, 'query'>
  readonly body: ParsedPart<Name, 'body'>
  readonly request: Request
}

/** What a handler gets; one that is not public gets who asks. */
type Call<Name extends EndpointName> =
  IsPublic<Name> extends true ? PublicCall<Name> : PublicCall<Name> & { readonly actor: CurrentUser }

/** What a handler may return: what the contract says, or a Response where it says that the answer is not JSON. */
type Answer<Name extends EndpointName> = (typeof endpoints)[Name]['answer'] extends z.ZodType
  ? AnswerOf<Name> | Reply<AnswerOf<Name>>
  : (typeof endpoints)[Name]['answer'] extends 'nothing'
    ? // biome-ignore lint/suspicious/noConfusingVoidType: use cases that answer nothing are `Promise<void>`
      void | Reply<undefined>
    : Response

type NextContext = { readonly params: Promise<Record<string, string | string[] | undefined>> }
export type RouteHandler = ((request: Request, context: NextContext) => Promise<Response>) & {
  readonly address: EndpointName
  readonly endpoint: Endpoint
}

/**
 * The only way to make a handler in app/api: its contract says who may ask, what a request has in it and what comes
 * back. Default deny by the policy's action, same origin for everything that changes, parsed input, and AppError as
 * JSON. A test walks all route files and refuses a handler that was not made here, or for another address.
 */
export function route<Name extends EndpointName>(
  address: Name,
  handle: (call: Call<Name>) => Promise<Answer<Name>>,
): RouteHandler {
  const endpoint: Endpoint = endpoints[address]
  const handler = async (request: Request, context: NextContext): Promise<Response> => {
    let actor: CurrentUser | undefined
    try {
      if (request.method !== 'GET') assertSameOrigin(request.headers)
      actor = await admit(request, endpoint)
      const { params, query, body } = endpoint
      const call = {
        actor,
        params: parse(params, await context.params, 'address'),
        query: parse(query, Object.fromEntries(new URL(request.url).searchParams), 'address'),
        body: body instanceof z.ZodType ? parse(body, await readJson(request, endpoint.mostBytes), 'form') : undefined,
        request,
      }
      // Parsed by the schemas of the very contract that the type is inferred from.
      return respond(address, endpoint, await handle(call as unknown as Call<Name>))
    } catch (error) {
      if (actor !== undefined && request.method !== 'GET' && error instanceof AppError) await noteRefusal(actor)
      return errorResponse(error)
    }
  }
  return Object.assign(handler, { address, endpoint })
}

/** Undefined where anybody may ask. @throws AppError `signed-out`, `forbidden`, `second-factor-owed`, `class-paused` */
async function admit({ headers, method }: Request, { action }: Endpoint): Promise<CurrentUser | undefined> {
  if (action === 'public') return undefined
  const actor = await requireUser(headers)
  assertMay(actor, action)
  if (!mayNow(actor, action)) throw secondFactorOwed()
  // In its class a student raises a hand all the same.
  if (actor.role === 'student' && method !== 'GET' && action !== 'class.attend') await assertNotPaused(actor.userId)
  return actor
}

function respond(address: EndpointName, endpoint: Endpoint, answer: unknown): Response {
  if (answer instanceof Response) return answer
  const { data, options } = answer instanceof Reply ? answer : new Reply(answer, {})
  const status = options.status ?? (data === undefined ? 204 : 200)
  // While it is developed and tested; in production an answer with a field too many is still an answer.
  if (process.env.NODE_ENV !== 'production') checkAnswer(address, endpoint, data, status)
  const headers = new Headers({ 'cache-control': 'no-store' })
  for (const cookie of options.cookies ?? []) headers.append('set-cookie', cookie)
  return data === undefined ? new Response(null, { status, headers }) : Response.json(data, { status, headers })
}

/** A form of a megabyte may have a hundred thousand mistakes; nobody reads on after these. */
const MOST_PROBLEMS = 20

function parse(schema: z.ZodType | undefined, value: unknown, where: 'address' | 'form'): unknown {
  if (schema === undefined) return undefined
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
