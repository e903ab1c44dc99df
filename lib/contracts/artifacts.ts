import { z } from 'zod'
import { K3sVersion } from '@/lib/providers/cluster-definition'
import { hasNoPassword } from '@/lib/shared/has-no-password'
import type { Contract } from './endpoint'
import { Architecture, list, Time } from './field'

export type ReleaseArchitecture = z.infer<typeof Architecture>

export const ReleaseFile = z.object({
  name: z.string(),
  architecture: Architecture,
  bytes: z.number(),
  sha256: z.string(),
  /** `release`, `mirror <url>`, `folder`, `upload` or `built`. */
  source: z.string(),
})
export type ReleaseFile = z.infer<typeof ReleaseFile>

/** A k3s version as the releases page and the wizard show it. */
export const ListedRelease = z
  .object({
    version: z.string(),
    /** The one to take when there is no reason for another. Exactly one of a list has it. */
    recommended: z.boolean(),
    /** Channels that point at it, e.g. `stable`, `v1.36`. */
    channels: list(z.string()),
    /** Architectures of which every file is here and verified: a cluster can be made of these without a download. */
    complete: list(Architecture),
    files: list(ReleaseFile),
  })
  .meta({ id: 'Release' })
export type ListedRelease = z.infer<typeof ListedRelease>

/** A download of a release. */
export const ReleaseFetch = z
  .object({
    version: z.string(),
    startedAt: Time,
    updatedAt: Time,
    /** The file on its way; null before the first byte. */
    file: z.string().nullable(),
    received: z.number(),
    total: z.number().nullable(),
    /** Why it ended, in plain words; null while it goes on. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'ReleaseFetch' })
export type ReleaseFetch = z.infer<typeof ReleaseFetch>

/** Everything of the releases page. */
export const ReleasesData = z
  .object({
    /** Newest first: what the store has, and what the channels offer to fetch. */
    releases: list(ListedRelease),
    /** Downloads that go on, and those that ended with a problem; ask again every second to see them move. */
    fetching: list(ReleaseFetch),
    /** Where missing files are fetched from: upstream's address, or a mirror's. */
    releasesUrl: z.string(),
    /** A folder that was taken over at start (BUZZCRATE_K3S_DIR), if any. */
    folder: z.string().optional(),
    /** When the channel server last answered; undefined when it never did. */
    channelsFetchedAt: Time.optional(),
    /** Why the channels are not fresh; undefined when they are. */
    channelsProblem: z.string().optional(),
  })
  .meta({ id: 'Releases' })
export type ReleasesData = z.infer<typeof ReleasesData>

export const FetchRelease = z.object({
  version: K3sVersion,
  architectures: z.array(Architecture).min(1, 'Choose at least one architecture.'),
})
export type FetchRelease = z.infer<typeof FetchRelease>

export const RemoveRelease = z.object({ version: K3sVersion })
export type RemoveRelease = z.infer<typeof RemoveRelease>

export const UploadedFile = z.object({ version: K3sVersion, name: z.string().min(1).max(100) })
export type UploadedFile = z.infer<typeof UploadedFile>

export const ReleasesUrl = z.object({
  /** Without it, upstream's own. */
  releasesUrl: z
    .url({ protocol: /^https?$/, message: 'Give the address of the mirror, beginning with http:// or https://.' })
    .max(500)
    // Everybody who may create a cluster sees this address.
    .refine(hasNoPassword, 'Leave the user name and password out of the address: everybody here can see it.')
    .nullable(),
})
export type ReleasesUrl = z.infer<typeof ReleasesUrl>

/** The k3s releases that the panel keeps. */
export const artifactEndpoints = {
  'GET /api/artifacts': {
    summary: 'k3s versions that the store has, and those that the channels offer.',
    action: 'releases.read',
    answer: ReleasesData,
  },
  'POST /api/artifacts': {
    summary: 'Fetches a release. The answer comes when it is here; asking again goes on where a broken download was.',
    action: 'releases.manage',
    body: FetchRelease,
    answer: ReleasesData,
  },
  'PATCH /api/artifacts': {
    summary: 'Chooses the mirror.',
    action: 'releases.manage',
    body: ReleasesUrl,
    answer: ReleasesData,
  },
  'DELETE /api/artifacts': {
    summary: 'Takes a release out of the store. Clusters that run it are not touched.',
    action: 'releases.manage',
    query: RemoveRelease,
    answer: ReleasesData,
  },
  'PUT /api/artifacts/upload': {
    summary: 'Keeps one file of a release: the body is the file, of any size. The checksum file comes first.',
    action: 'releases.manage',
    query: UploadedFile,
    body: 'bytes',
    answer: ReleasesData,
  },
} as const satisfies Contract
