export type ReleaseArchitecture = 'amd64' | 'arm64' | 'arm'

/** A k3s version as the releases page and the wizard show it. Times are ms since 1970. */
export interface ListedRelease {
  /** `v1.36.1+k3s1`. */
  readonly version: string
  /** The one to take when there is no reason for another. Exactly one of a list has it. */
  readonly recommended: boolean
  /** Channels that point at it, e.g. `stable`, `v1.36`. */
  readonly channels: readonly string[]
  /** Architectures of which every file is here and verified: a cluster can be made of these without a download. */
  readonly complete: readonly ReleaseArchitecture[]
  readonly files: readonly ReleaseFile[]
}

export interface ReleaseFile {
  readonly name: string
  readonly architecture: ReleaseArchitecture
  readonly bytes: number
  readonly sha256: string
  /** `release`, `mirror <url>`, `folder`, `upload` or `built`. */
  readonly source: string
}

/** A download of a release. Times are ms since 1970. */
export interface ReleaseFetch {
  readonly version: string
  readonly startedAt: number
  readonly updatedAt: number
  /** The file on its way; null before the first byte. */
  readonly file: string | null
  readonly received: number
  readonly total: number | null
  /** Why it ended, in plain words; null while it goes on. */
  readonly problem: string | null
}

/** Everything of the releases page. GET /api/artifacts answers it. */
export interface ReleasesData {
  /** Newest first: what the store has, and what the channels offer to fetch. */
  readonly releases: readonly ListedRelease[]
  /** Downloads that go on, and those that ended with a problem; ask again every second to see them move. */
  readonly fetching: readonly ReleaseFetch[]
  /** Where missing files are fetched from: upstream's address, or a mirror's. */
  readonly releasesUrl: string
  /** A folder that was taken over at start (BUZZCRATE_K3S_DIR), if any. */
  readonly folder: string | undefined
  /** When the channel server last answered; undefined when it never did. */
  readonly channelsFetchedAt: number | undefined
  /** Why the channels are not fresh; undefined when they are. */
  readonly channelsProblem: string | undefined
}
