import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { ImageQuery, uploadImage } from '@/lib/features/apps/upload-image'
import { route } from '@/lib/http/route'

const params = z.object({ appId: z.string().max(64) })

/** The request's body is the archive itself: it may be larger than any form. */
export const PUT = route(
  'admin',
  { params, query: ImageQuery },
  async ({ actor, params: { appId }, query, request }) => {
    if (request.body === null) throw new AppError('bad-input', { userMessage: 'Send the archive as the body.' })
    await uploadImage(actor, appId, query, chunks(request.body))
  },
)

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
