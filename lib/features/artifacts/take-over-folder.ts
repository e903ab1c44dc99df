import { importFolder } from '@/lib/artifacts/import-folder'
import { env } from '@/lib/core/env'
import { toFailure } from '@/lib/core/errors'
import type { log } from '@/lib/core/log'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { buildPackages } from './build-packages'

/**
 * Takes the release files of BUZZCRATE_K3S_DIR into the store, when it is set. Cheap when nothing has changed. A folder
 * that cannot be used is a warning in the log, not the end of the worker.
 */
export async function takeOverFolder(signal: AbortSignal, logger: Pick<typeof log, 'info' | 'warn'>): Promise<void> {
  const folder = env().BUZZCRATE_K3S_DIR
  if (folder === undefined) return
  try {
    const releases = await importFolder(appShelf(), folder, signal)
    logger.info('k3s releases were taken over from a folder', {
      folder,
      versions: releases.map(({ version }) => version).join(', '),
    })
    for (const { version } of releases) await buildPackages(version, signal)
  } catch (error) {
    if (signal.aborted) return
    logger.warn('the folder of k3s releases cannot be used', { folder, problem: toFailure(error).userMessage })
  }
}
