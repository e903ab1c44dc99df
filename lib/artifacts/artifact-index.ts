import type { Architecture } from '@/lib/ports/artifacts'
import type { ReleaseFileKind } from './release-files'

export type ArtifactKind = ReleaseFileKind | 'app-image'

/** A verified file of the store: what it is, and its content's sha256. */
export interface ArtifactRecord {
  readonly kind: ArtifactKind
  /** A k3s version, or `app@version` for an app's image. */
  readonly version: string
  readonly architecture: Architecture
  /** As the release calls it: the ending tells k3s how to read images. */
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  /** `release`, `mirror <url>`, `folder`, `upload` or `built`. */
  readonly source: string
}

export type ArtifactKey = Pick<ArtifactRecord, 'kind' | 'version' | 'architecture'>

/** Which files the store has: the database's side of it. */
export interface ArtifactIndex {
  list(): Promise<readonly ArtifactRecord[]>
  find(key: ArtifactKey): Promise<ArtifactRecord | undefined>
  /** Adds a record, or puts it in the place of the one with the same key. */
  put(record: ArtifactRecord): Promise<void>
  remove(key: ArtifactKey): Promise<void>
}
