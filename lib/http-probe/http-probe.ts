import { refusalIn } from '@/lib/core/address-policy'
import { AppError } from '@/lib/core/errors'
import { getWithin } from '@/lib/core/outgoing'
import type { HttpAnswer, HttpProbe } from '@/lib/ports/provision-ports'

const MAX_BODY_CHARS = 64_000

/** Asks over plain HTTP with a new connection each time, so a load balancer may choose anew. Follows no redirects. */
export const httpProbe: HttpProbe = {
  get: (url, { timeoutMs, signal, host, reach = 'network' }) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      signal.throwIfAborted()
      const request = getWithin(reach, url, { signal, host }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (body.length < MAX_BODY_CHARS) body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.slice(0, MAX_BODY_CHARS) }))
        response.on('error', fail)
      })
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
      const fail = (error: Error) => reject(signal.aborted ? signal.reason : (refusalIn(error) ?? noAnswer(url, error)))
      request.on('error', fail)
      request.on('close', () => clearTimeout(timer))
    }),
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  EHOSTUNREACH: 'no way leads to that machine',
  ENETUNREACH: 'the panel has no way to that network',
  ETIMEDOUT: 'the machine does not answer',
  ECONNRESET: 'the connection broke',
}

function noAnswer(url: string, error: Error): AppError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new AppError('http-no-answer', {
    message: `${url}: ${error.message}`,
    userMessage: `${url} does not answer: ${WORDS[code] ?? error.message}.`,
    retryable: true,
    details: { url, cause: code || error.message },
    cause: error,
  })
}
