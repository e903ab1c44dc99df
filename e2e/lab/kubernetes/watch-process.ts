// A watcher in a process of its own, so that a test can kill it. Ends on SIGTERM.
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { closeDatabase } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { databaseVault } from '@/lib/vault/database-vault'
import { startWatcher } from '@/workers/watcher'

process.once('SIGTERM', () => beginShutdown('SIGTERM'))
process.stdout.write('begun\n')
await startWatcher({ signal: shutdownSignal(), bus: bus(), vault: databaseVault() })
await closeBus()
await closeDatabase()
