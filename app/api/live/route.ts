import { shutdownSignal } from '@/lib/core/shutdown'
import { currentActor, currentUser } from '@/lib/features/accounts/current-actor'
import { openLiveStream } from '@/lib/features/live/open-live-stream'
import { route } from '@/lib/http/route'
import { decodeCursors } from '@/lib/shared/live-stream'

export const dynamic = 'force-dynamic'

/** Everything live on a page, over one EventSource. A reconnection goes on by Last-Event-ID. */
export const GET = route('GET /api/live', async ({ actor, query: { topics, from }, request }) => {
  const stream = await openLiveStream(actor, topics, {
    // What the browser got counts more than what the page's address says.
    cursors: new Map([...decodeCursors(from), ...decodeCursors(request.headers.get('last-event-id') ?? '')]),
    signals: [request.signal, shutdownSignal()],
    sessionId: (await currentUser(request.headers))?.sessionId,
    stillAllowed: async () => {
      const now = await currentActor(request.headers)
      return now?.userId === actor.userId && now.role === actor.role
    },
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Without no-transform the server would compress, and so hold back, the stream.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
})
