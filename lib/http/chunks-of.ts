import { AppError } from '@/lib/core/errors'

/** The body of a request, piece by piece: it may be larger than the memory. @throws AppError `bad-input` without one */
export function chunksOf({ body }: Request): AsyncIterable<Uint8Array> {
  if (body === null)
    throw new AppError('bad-input', { userMessage: 'The upload has no content: send the file as the body.' })
  return read(body.getReader())
}

async function* read(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
