import type { ReleaseArchitecture } from './release-data'

/** An app of the catalogue. GET /api/apps answers `{ apps: CatalogueApp[] }`. */
export interface CatalogueApp {
  readonly id: string
  readonly title: string
  /** One sentence: what it is. */
  readonly summary: string
  /** What one learns from it. */
  readonly teaches: string
  readonly version: string
  /** Architectures of which the image is here. Empty: it must be built or uploaded first. */
  readonly images: readonly ReleaseArchitecture[]
  /** Where the image came from, or what to do to get one. */
  readonly imageNote: string
  /** The port on each node where it answers. */
  readonly port: number | undefined
}
