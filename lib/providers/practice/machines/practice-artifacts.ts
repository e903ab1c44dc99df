import { AppError } from '@/lib/core/errors'
import type { Architecture, Artifacts, PackageFormat } from '@/lib/ports/artifacts'
import type { DeliverableFile } from '@/lib/ports/remote-host'

/** The store of practice machines: one release for every architecture, of files that are nowhere. The “sha256” of a file names what is in it. */
export class PracticeArtifacts implements Artifacts {
  private readonly version: string

  constructor(version: string) {
    this.version = version
  }

  async versions(): Promise<readonly string[]> {
    return [this.version]
  }

  async k3sPackage(version: string, architecture: Architecture, format: PackageFormat): Promise<DeliverableFile> {
    this.assertHas(version)
    return file(`package ${version} ${architecture} ${format}`, 70_000_000)
  }

  async k3sImages(version: string, architecture: Architecture): Promise<DeliverableFile> {
    this.assertHas(version)
    return file(`k3s-airgap-images-${architecture}.tar.zst`, 35_000_000)
  }

  async appImage(app: string, version: string, architecture: Architecture): Promise<DeliverableFile> {
    // A machine that loads the archive has the image under the name that its containers use.
    return { ...file(`docker.io/buzzcrate/${app}:${version}`, 5_000_000), name: `${app}-${architecture}.tar` }
  }

  async suspect(): Promise<void> {
    // There is nothing to read again.
  }

  private assertHas(version: string): void {
    if (version !== this.version) throw new AppError('artifact-missing', { userMessage: `${version} is not there.` })
  }
}

const file = (content: string, bytes: number): DeliverableFile => ({
  name: content.replaceAll(/[^\w.+-]/g, '_'),
  sha256: content,
  bytes,
  path: '/nowhere',
})
