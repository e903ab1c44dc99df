import { env } from '@/lib/core/env'
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { closeDatabase } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { queueLocation } from '@/lib/queue/run-queue'
import { runWorker } from '@/workers/run-worker'
import { demoSteps } from './demo-steps'

// A real worker process that knows the demo steps only: for tests that kill it.
env()
process.once('SIGTERM', () => beginShutdown('SIGTERM'))
process.once('disconnect', () => process.exit(1))
await runWorker({
  steps: demoSteps,
  portsFor: () => ({ ports: undefined, close: async () => {} }),
  bus: bus(),
  location: queueLocation(),
  signal: shutdownSignal(),
})
await closeBus()
await closeDatabase()
process.exit(0)
