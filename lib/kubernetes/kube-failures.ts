import { z } from 'zod'
import { AppError, type Json } from '@/lib/core/errors'

/** Kubernetes' own error object, as far as we read it. */
const KubeStatus = z.object({ message: z.string().default(''), reason: z.string().default('') })

interface StatusMeaning {
  readonly code: string
  readonly retryable: boolean
  /** `said` is the API server's own sentence. */
  readonly words: (said: string) => string
}

const BUSY: StatusMeaning = {
  code: 'cluster-unreachable',
  retryable: true,
  words: () => "The cluster's API server answers, but it is busy or still starting.",
}
const REFUSED: StatusMeaning = {
  code: 'cluster-refused',
  retryable: false,
  words: (said) => `The cluster refused this: ${said || 'it gave no reason'}`,
}

const MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  401: {
    code: 'cluster-unauthorised',
    retryable: false,
    words: () =>
      'The cluster does not know this access any more. The certificate in the saved kubeconfig may have ended: Kubeconfig, Fetch a new one.',
  },
  403: {
    code: 'cluster-refused',
    retryable: false,
    words: (said) => `The saved access may not do this on the cluster: ${said}`,
  },
  404: {
    code: 'cluster-object-missing',
    retryable: false,
    words: (said) => `The cluster has no such thing: ${said}`,
  },
  409: {
    code: 'cluster-conflict',
    retryable: false,
    words: (said) => `Somebody else changed this at the same time, or owns it: ${said}`,
  },
  410: {
    code: 'cluster-history-gone',
    retryable: true,
    words: () => 'The cluster no longer remembers changes that far back; the list is read again.',
  },
  429: BUSY,
  500: BUSY,
  502: BUSY,
  503: BUSY,
  504: BUSY,
}

/** Server-side apply answers 500 to fields that the kind does not have, as if the server were at fault. */
const NOT_TYPED = /failed to create typed patch object/

/** An HTTP answer that is not a success, as an AppError. `body` is the answer's text, mostly a Status object. */
export function answerFailure(status: number, body: string, what: string): AppError {
  const { message: said, reason } = statusIn(body)
  const meaning = NOT_TYPED.test(said) ? REFUSED : (MEANINGS[status] ?? REFUSED)
  return new AppError(meaning.code, {
    message: `${what}: HTTP ${status} ${reason} ${said}`.trim(),
    userMessage: meaning.words(said),
    retryable: meaning.retryable,
    details: { status, reason, said },
  })
}

function statusIn(body: string): z.infer<typeof KubeStatus> {
  try {
    return KubeStatus.parse(JSON.parse(body))
  } catch {
    // Something before the API server answered, e.g. a proxy: its text is all there is.
    return { message: body.slice(0, 300), reason: '' }
  }
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|EPROTO/

const CONNECT_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. k3s may be stopped on the server',
  EHOSTUNREACH: 'no way leads to that address. The server may be off or on another network',
  ENETUNREACH: 'the panel has no way to that network',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'no answer came in time. The server may be off',
  UND_ERR_CONNECT_TIMEOUT: 'no answer came in time. The server may be off',
  TimeoutError: 'no answer came in time. The server may be off or very busy',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  EPIPE: 'the connection broke',
}

/** A request that got no answer, as an AppError. `server` is the API server's address, for the words. */
export function connectionFailure(error: unknown, server: string): AppError {
  const code = deepestCode(error)
  const details: Record<string, Json> = { server, cause: code }
  const where = server.replace(/^https:\/\//, '')
  if (CERTIFICATE.test(code)) {
    return new AppError('cluster-certificate-wrong', {
      message: `TLS with ${where} failed: ${code}`,
      userMessage: `What answers at ${where} cannot prove that it is this cluster (${code}). Its certificates may be new, or another machine has its address. Nothing was sent to it.`,
      details,
      cause: error,
    })
  }
  return new AppError('cluster-unreachable', {
    message: `no answer from ${where}: ${code}`,
    userMessage: `The cluster's API server at ${where} does not answer: ${CONNECT_WORDS[code] ?? code}.`,
    retryable: true,
    details,
    cause: error,
  })
}

/** fetch wraps the reason several times over. */
function deepestCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return deepestCode(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return deepestCode(error.cause)
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name === 'Error' ? error.message : error.name
}
