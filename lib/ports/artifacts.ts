import type { DeliverableFile } from './remote-host'

/** Go's names, as k3s uses them for its releases. */
export type Architecture = 'amd64' | 'arm64' | 'arm'

/** `files`: no package manager that we know, so files with a manifest of our own. */
export type PackageFormat = 'deb' | 'pacman' | 'files'

/** The store of verified release files: upstream releases, a mirror, a folder, or an upload. */
export interface Artifacts {
  /** Versions with all files for the architecture present and verified, newest first. */
  versions(architecture: Architecture): Promise<readonly string[]>
  /**
   * The OS package with the k3s binary, both units and the clean-up scripts; the same for every machine of a format and
   * architecture. Built once, cached, reproducible.
   * Throws `artifact-missing` (with what to do) or `artifact-corrupt`.
   */
  k3sPackage(
    version: string,
    architecture: Architecture,
    format: PackageFormat,
    signal: AbortSignal,
  ): Promise<DeliverableFile>
  /** The air-gap images tarball of the release. */
  k3sImages(version: string, architecture: Architecture, signal: AbortSignal): Promise<DeliverableFile>
  /** An app's image as an OCI tarball; undefined when the store has none for the architecture. */
  appImage(app: string, version: string, architecture: Architecture): Promise<DeliverableFile | undefined>
  /** A machine got other bytes of this file than its sum promises: it is read again before it is given out once more. */
  suspect(file: DeliverableFile): Promise<void>
}
