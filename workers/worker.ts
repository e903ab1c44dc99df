import path from 'node:path'
import { answerSupervisor } from '@/lib/core/answer-supervisor'
import { env, type WorkerRole } from '@/lib/core/env'
import { giveBackMemory } from '@/lib/core/give-back-memory'
import { log } from '@/lib/core/log'
import { beginShutdown, shutdownSignal } from '@/lib/core/shutdown'
import { onSupervisorGone } from '@/lib/core/supervisor-gone'
import { closeDatabase } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { takeOverFolder } from '@/lib/features/artifacts/take-over-folder'
import { RUN_ROLES, type RunRole } from '@/lib/ports/recipe'
import { allSteps } from '@/lib/providers/all-steps'
import { queueLocation } from '@/lib/queue/run-queue'
import { databaseVault } from '@/lib/vault/database-vault'
import { assembleAdapters } from './assemble-ports'
import { startEndingClusters } from './end-clusters'
import { startLookingAfterClasses } from './look-after-classes'
import { CATALOGUE_LOOKED_AFTER, provideImages } from './provide-images'
import { startRenewingAccess } from './renew-access'
import { runWorker } from './run-worker'
import { simulatePractice } from './simulate-practice'
import { startSweepingCards } from './sweep-cards'
import { startSweepingClouds } from './sweep-clouds'
import { startSweepingLogs } from './sweep-logs'
import { startWatchingClasses } from './watch-classes'
import { startWatcher } from './watcher'

/**
 * The worker process: takes on the duties that BUZZCRATE_ROLES names, until it is asked to end. Then it lets go of
 * everything in an orderly way, so that another worker, or its own next life, takes over at once.
 */
async function main(): Promise<void> {
  const { BUZZCRATE_ROLES } = env()
  answerSupervisor()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => beginShutdown(signal))
  // Nobody else will ever stop it.
  onSupervisorGone(() => beginShutdown('the supervisor ended'))
  const duties = BUZZCRATE_ROLES.map((role) => DUTIES[role]())
  // One duty that ends in an error ends the process: the supervisor starts it again, whole.
  await Promise.all(duties).catch((error: unknown) => {
    log.error('the worker ends', { error: error instanceof Error ? error : new Error(String(error)) })
    process.exitCode = 1
    beginShutdown('a duty failed')
  })
  await Promise.allSettled(duties)
  await closeBus()
  await closeDatabase()
  process.exit()
}

/** Beside everything else: apps can wait for their images, nothing waits for the apps. */
function provideCatalogue(): Promise<void> {
  const demosFolder = path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'demos')
  const signal = shutdownSignal()
  return (
    provideImages({ shelf: appShelf(), demosFolder, log, signal })
      .catch((error: unknown) => {
        if (!signal.aborted)
          log.warn('the catalogue has no images', { error: error instanceof Error ? error : String(error) })
      })
      // Images pass through memory whole, and the worker may rest for days from here on.
      .finally(() => {
        giveBackMemory()
        if (!signal.aborted) log.info(CATALOGUE_LOOKED_AFTER)
      })
  )
}

/** Takes runs of all the roles that this process has, by one set of connections. */
async function driveRuns(roles: readonly RunRole[]): Promise<void> {
  const adapters = assembleAdapters()
  await runWorker({
    steps: allSteps,
    portsFor: (scope) => adapters.portsFor(scope),
    bus: bus(),
    location: queueLocation(),
    signal: shutdownSignal(),
    roles,
  })
  await adapters.close()
}
let driving: Promise<void> | undefined
const drivingRuns = (): Promise<void> => {
  driving ??= driveRuns(RUN_ROLES.filter((role) => env().BUZZCRATE_ROLES.includes(role)))
  return driving
}

const start = (duties: readonly ((signal: AbortSignal) => Promise<void>)[]) =>
  duties.map((duty) => duty(shutdownSignal()))

const DUTIES = {
  async runs() {
    const beside = start([
      startSweepingLogs,
      startSweepingClouds,
      startEndingClusters,
      startRenewingAccess,
      startLookingAfterClasses,
    ])
    await Promise.all([drivingRuns(), provideCatalogue(), takeOverFolder(shutdownSignal(), log), ...beside])
  },
  async images() {
    await Promise.all([drivingRuns(), ...start([startSweepingCards])])
  },
  async watch() {
    const signal = shutdownSignal()
    await Promise.all([startWatcher({ signal, bus: bus(), vault: databaseVault() }), startWatchingClasses(signal)])
  },
  async practice() {
    await simulatePractice(shutdownSignal())
  },
} satisfies Record<WorkerRole, () => Promise<void>>

await main()
