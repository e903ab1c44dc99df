import { AppError } from '@/lib/core/errors'
import type { Artifacts } from '@/lib/ports/artifacts'
import type { DeliverableFile } from '@/lib/ports/remote-host'

/**
 * Delivers a file. One that arrives damaged may be damaged in the store already, where a retry would send the same once
 * more: so the store is told, and the next attempt tells the panel's disk from the way to the machine.
 */
export async function trusting<T>(artifacts: Artifacts, file: DeliverableFile, deliver: () => Promise<T>): Promise<T> {
  try {
    return await deliver()
  } catch (error) {
    if (error instanceof AppError && error.code === 'host-file-corrupt') await artifacts.suspect(file)
    throw error
  }
}
