import path from 'node:path'
import type { ArtifactRecord } from '@/lib/artifacts/artifact-index'
import { type Channel, lookUpChannels, UPSTREAM_CHANNELS } from '@/lib/artifacts/channels'
import { FetchNotes } from '@/lib/artifacts/fetch-notes'
import type { ListedRelease, ReleaseArchitecture, ReleasesData } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { assertMay } from '@/lib/features/policy'
import { compareVersions } from '@/lib/k3s/version'
import { releasesUrl } from './release-settings'

const CHANNELS_DEADLINE_MS = 10_000

/** k3s versions that the store has, and those that the channels offer. A channel server that is away only costs the offer. */
export async function listReleases(actor: Actor): Promise<ReleasesData> {
  assertMay(actor, 'releases.read')
  const [records, fetching, url, channels] = await Promise.all([
    appShelf().index.list(),
    new FetchNotes(path.join(env().BUZZCRATE_DATA, 'artifacts')).list(Date.now()),
    releasesUrl(),
    lookUpChannels({
      folder: path.join(env().BUZZCRATE_DATA, 'artifacts'),
      url: UPSTREAM_CHANNELS,
      clock: systemClock,
      signal: AbortSignal.timeout(CHANNELS_DEADLINE_MS),
    }),
  ])
  return {
    releases: releasesOf(records, channels.channels),
    fetching,
    releasesUrl: url,
    folder: env().BUZZCRATE_K3S_DIR,
    channelsFetchedAt: channels.fetchedAt,
    channelsProblem: channels.problem,
  }
}

/** One of them is recommended: the stable one if it is here, else the newest that is, else what `stable` names. */
export function releasesOf(records: readonly ArtifactRecord[], channels: readonly Channel[]): readonly ListedRelease[] {
  const files = records.filter(({ kind }) => kind === 'k3s' || kind === 'k3s-images')
  const versions = [...new Set([...files.map(({ version }) => version), ...channels.map(({ version }) => version)])]
  const listed = versions
    .sort(compareVersions)
    .reverse()
    .map((version) => releaseOf(version, files, channels))
  const stable = channels.find(({ name }) => name === 'stable')?.version
  const complete = listed.filter((release) => release.complete.length > 0)
  const best = complete.find(({ version }) => version === stable) ?? complete[0]
  const recommended = best?.version ?? stable ?? listed[0]?.version
  return listed.map((release) => ({ ...release, recommended: release.version === recommended }))
}

function releaseOf(
  version: string,
  records: readonly ArtifactRecord[],
  channels: readonly Channel[],
): Omit<ListedRelease, 'recommended'> {
  const own = records.filter((record) => record.version === version)
  const has = (kind: ArtifactRecord['kind'], architecture: ReleaseArchitecture) =>
    own.some((record) => record.kind === kind && record.architecture === architecture)
  return {
    version,
    channels: channels.filter((channel) => channel.version === version).map(({ name }) => name),
    complete: (['amd64', 'arm64', 'arm'] as const).filter((each) => has('k3s', each) && has('k3s-images', each)),
    files: own.map(({ name, architecture, bytes, sha256, source }) => ({ name, architecture, bytes, sha256, source })),
  }
}
