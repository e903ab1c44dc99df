import { beginShutdown } from '@/lib/core/shutdown'

const LAST_CALL_MS = 4_000

function end(reason: string): void {
  beginShutdown(reason)
  // Next exits by itself once the last response is finished; a client that never reads must not keep it alive.
  setTimeout(() => process.exit(0), LAST_CALL_MS).unref()
}

// The build loads this file too, and must not be held open by listeners.
if (process.env['NEXT_PHASE'] !== 'phase-production-build') {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(signal))
  // The supervisor that started this process is gone, so nobody will ever stop it.
  process.once('disconnect', () => {
    end('the supervisor ended')
    process.kill(process.pid, 'SIGTERM')
  })
}
