import { closeDatabase } from '@/lib/db/client'
import { checkHealth } from '@/lib/features/panel/check-health'

// Health check of a worker's container: ends with 0 when a process in it can reach the database.
const { ok } = await checkHealth()
await closeDatabase()
process.exitCode = ok ? 0 : 1
