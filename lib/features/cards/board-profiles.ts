import path from 'node:path'
import { ArtifactStore } from '@/lib/artifacts/artifact-store'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import { env } from '@/lib/core/env'
import { appShelf } from '@/lib/features/apps/app-shelf'
import type { BoardProfile } from '@/lib/imaging/profiles/board-profile'
import { allProfiles, findProfile } from '@/lib/imaging/profiles/find-profile'
import { lackingSources } from '@/lib/imaging/sources/choose-sources'
import { sourceKind } from '@/lib/imaging/sources/source-kind'
import { imageSources } from './image-folder'

/** A kind of board that cards can be made for. */
export const findBoardProfile = (id: string): BoardProfile | undefined => findProfile(id)

/** All of them, by name, as screens show them, with what the panel lacks for their cards. */
export async function listBoardProfiles(): Promise<readonly BoardProfileFacts[]> {
  const releases = new ArtifactStore(appShelf(), path.join(env().BUZZCRATE_DATA, 'artifacts'))
  const [kept, arm64, amd64] = await Promise.all([
    imageSources().list(),
    releases.versions('arm64'),
    releases.versions('amd64'),
  ])
  const there = new Set(kept.map(({ slot }) => slot))
  const k3sVersions = { arm64, amd64 }
  return allProfiles.map((profile) => factsOf(profile, there, k3sVersions[profile.architecture]))
}

/** Whether the panel can make a card for any of them. */
export const canMakeCards = (profiles: readonly BoardProfileFacts[]): boolean =>
  profiles.some(({ systems }) => systems.some(({ missing }) => missing.length === 0))

function factsOf(profile: BoardProfile, there: ReadonlySet<string>, k3sVersions: readonly string[]): BoardProfileFacts {
  const { power, server, agent } = profile
  return {
    id: profile.id,
    name: profile.title,
    architecture: profile.architecture,
    memoryMiB: [...profile.memoryMib],
    idleWatts: power.idleW,
    loadWatts: power.loadW,
    powerSource: power.source === '' ? null : power.source,
    fitness: server.fits ? `server or agent. ${server.reason}` : `agent only. ${server.reason} ${agent.reason}`,
    k3sVersions,
    systems: profile.osSources.map((source) => ({
      id: source.id,
      name: sourceKind(source.id).title,
      missing: lackingSources(there, profile, source),
      ...(source.note === undefined ? {} : { note: source.note }),
    })),
  }
}
