import type { RawAnswer, RawRequest } from '@/lib/linode/connection'
import type { CloudRequest } from './cloud-exchange'
import type { PracticeCloud } from './practice-cloud'

/** A request of Linode's library as a practice cloud takes it, without a network in between. */
export function cloudRequest(url: URL, { method, headers, body = '' }: RawRequest): CloudRequest {
  return {
    method,
    path: url.pathname.replace(/^\/v4(beta)?/, ''),
    query: url.searchParams,
    filter: headers['x-filter'],
    token: /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1],
    body,
  }
}

/** An answer with this text. */
export function rawAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): RawAnswer {
  const known = new Map(Object.entries(headers))
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => known.get(name) ?? null },
    body: bytesOf(text),
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text)
}

/** Sends requests to a practice cloud of this process: `send` of a connection. */
export const askPracticeCloud =
  (cloud: Pick<PracticeCloud, 'answer'>) =>
  async (url: URL, request: RawRequest): Promise<RawAnswer> => {
    request.signal.throwIfAborted()
    const { status, headers, body } = cloud.answer(cloudRequest(url, request))
    return rawAnswer(status, body === undefined ? '' : JSON.stringify(body), headers)
  }
