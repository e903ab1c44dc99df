import { AppError } from '@/lib/core/errors'
import { UploadedFile, uploadReleaseFile } from '@/lib/features/artifacts/upload-release-file'
import { route } from '@/lib/http/route'

/** The bytes of one release file, of any size, streamed into the store. */
export const PUT = route('admin', { query: UploadedFile }, ({ actor, query, request }) => {
  if (request.body === null) throw new AppError('bad-input', { userMessage: 'The upload has no content.' })
  return uploadReleaseFile(actor, query, chunksOf(request.body))
})

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
