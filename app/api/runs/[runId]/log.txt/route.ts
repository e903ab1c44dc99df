import { findRun, runLogText } from '@/lib/features/runs/queries'
import { route } from '@/lib/http/route'

/** The whole log as a text file. */
export const GET = route('GET /api/runs/[runId]/log.txt', async ({ actor, params: { runId } }) => {
  const run = await findRun(actor, runId)
  const text = await runLogText(actor, runId)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await text.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await text.return(undefined)),
  })
  // What a header and every file system take.
  const subject = run.subject.name.replace(/[^A-Za-z0-9._-]+/g, '-')
  const name = `${subject}-run-${run.number}.log`
  return new Response(body, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
})
