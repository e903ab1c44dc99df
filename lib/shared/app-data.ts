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
  /** Architectures that the app is made for, each with the image that is kept here for it. */
  readonly kept: readonly KeptImage[]
  /** The image that machines pull by themselves, in place of what is kept here. */
  readonly registryImage: string | undefined
  /** The name that an uploaded image must have. */
  readonly imageName: string
  /** The port on each node where it answers. */
  readonly port: number | undefined
}

/** The image of an app for one architecture. */
export interface KeptImage {
  readonly architecture: ReleaseArchitecture
  /** Undefined: there is none here. */
  readonly from: 'built' | 'uploaded' | undefined
  /** Of the archive; 0 when there is none. */
  readonly bytes: number
}

/** Query of PUT /api/apps/ID/image, whose body is the archive itself. */
export interface ImageUpload {
  readonly architecture: ReleaseArchitecture
}
