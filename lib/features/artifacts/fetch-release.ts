import path from 'node:path'
import { type FetchNote, FetchNotes } from '@/lib/artifacts/fetch-notes'
import { importRelease } from '@/lib/artifacts/import-release'
import type { FetchRelease, ReleasesData } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { toFailure } from '@/lib/core/errors'
import { shutdownSignal } from '@/lib/core/shutdown'
import { db } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { buildPackages } from './build-packages'
import { listReleases } from './list-releases'
import { releasesUrl } from './release-settings'

const NOTE_EVERY_MS = 500

export const fetchNotes = (): FetchNotes => new FetchNotes(path.join(env().BUZZCRATE_DATA, 'artifacts'))

// On globalThis: Next bundles a module more than once, and all copies must know what goes on.
const KEY = Symbol.for('buzzcrate.release-fetches')
const holder = globalThis as typeof globalThis & { [KEY]?: Map<string, Promise<void>> }
const running = (): Map<string, Promise<void>> => {
  holder[KEY] ??= new Map()
  return holder[KEY]
}

/**
 * Brings a release from upstream or the mirror into the store, verified. What is there already is not fetched again,
 * and a download that broke goes on where it was. The answer comes when it is here, but the download does not depend on
 * anybody waiting for it: `ReleasesData.fetching` shows how far it is. Throws as `importRelease`.
 */
export async function fetchRelease(actor: Actor, input: FetchRelease): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  const key = JSON.stringify(input)
  const url = await releasesUrl()
  // Says who asked. It comes first: the download goes on without anybody, and files that are here are recorded in the store.
  await recordAudit({ actor, action: 'release.fetch', subject: { type: 'release', id: input.version } }, db())
  await (running().get(key) ?? begin(key, input, url))
  return listReleases(actor)
}

function begin(key: string, input: FetchRelease, url: string): Promise<void> {
  const work = fetchWithNotes(input, url).finally(() => running().delete(key))
  running().set(key, work)
  // Whoever asked may have left; what went wrong is in the note.
  work.catch(() => undefined)
  return work
}

async function fetchWithNotes({ version, architectures }: FetchRelease, url: string): Promise<void> {
  const notes = fetchNotes()
  const startedAt = Date.now()
  let note: FetchNote = {
    version,
    startedAt,
    updatedAt: startedAt,
    file: null,
    received: 0,
    total: null,
    problem: null,
  }
  let written = notes.write(note)
  const onProgress = ({ file, received, total }: { file: string; received: number; total: number | undefined }) => {
    const now = Date.now()
    if (now - note.updatedAt < NOTE_EVERY_MS) return
    note = { ...note, updatedAt: now, file, received, total: total ?? null }
    written = written.then(() => notes.write(note))
  }
  try {
    const options = { signal: shutdownSignal(), clock: systemClock, onProgress }
    await importRelease(appShelf(), { version, architectures, releasesUrl: url }, options)
    await written
    await buildPackages(version, options.signal)
    await notes.remove(version)
  } catch (error) {
    await written
    await notes.write({ ...note, updatedAt: Date.now(), problem: toFailure(error).userMessage })
    throw error
  }
}
