import path from 'node:path'
import { z } from 'zod'
import { ArtifactStore } from '@/lib/artifacts/artifact-store'
import { env } from '@/lib/core/env'
import { toFailure } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import type { PackageFormat } from '@/lib/ports/artifacts'

const Facts = z.object({ packageFormat: z.enum(['deb', 'pacman', 'files']) })

/**
 * Builds a release's packages as soon as the release is here, so that no run has to wait for it: for the kinds of
 * machines that this panel knows, and always for Debian's. Whatever goes wrong is only noted in the log: a run builds
 * what it does not find, and says what is wrong with it.
 */
export async function buildPackages(version: string, signal: AbortSignal): Promise<void> {
  const store = new ArtifactStore(appShelf(), path.join(env().BUZZCRATE_DATA, 'artifacts'))
  try {
    await store.buildAhead(version, await formatsInUse(), signal)
  } catch (error) {
    if (signal.aborted) return
    log.warn('the packages of a release could not be built ahead', { version, problem: toFailure(error).message })
  }
}

async function formatsInUse(): Promise<readonly PackageFormat[]> {
  const machines = await db().machine.findMany({ select: { facts: true } })
  const known = machines.flatMap(({ facts }) => Facts.safeParse(facts).data?.packageFormat ?? [])
  return [...new Set<PackageFormat>(['deb', ...known])]
}
