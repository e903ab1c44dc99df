import type { ArtifactIndex, ArtifactKey, ArtifactKind, ArtifactRecord } from '@/lib/artifacts/artifact-index'
import { newId } from '@/lib/core/ids'
import type { Architecture } from '@/lib/ports/artifacts'
import type { PrismaClient } from './generated/client'
import type { ArtifactFileModel } from './generated/models'

const KINDS: readonly string[] = ['k3s', 'k3s-images', 'k3s-checksums', 'app-image'] satisfies readonly ArtifactKind[]
const ARCHITECTURES: readonly string[] = ['amd64', 'arm64', 'arm'] satisfies readonly Architecture[]
const isKind = (text: string): text is ArtifactKind => KINDS.includes(text)
const isArchitecture = (text: string): text is Architecture => ARCHITECTURES.includes(text)

/** The index of the artifact store in Postgres. */
export class DatabaseArtifactIndex implements ArtifactIndex {
  private readonly client: Pick<PrismaClient, 'artifactFile'>

  /** A client, or a transaction of one. */
  constructor(client: Pick<PrismaClient, 'artifactFile'>) {
    this.client = client
  }

  async list(): Promise<readonly ArtifactRecord[]> {
    const rows = await this.client.artifactFile.findMany({ orderBy: { createdAt: 'asc' } })
    return rows.flatMap((row) => toRecord(row) ?? [])
  }

  async find(key: ArtifactKey): Promise<ArtifactRecord | undefined> {
    const row = await this.client.artifactFile.findUnique({ where: unique(key) })
    return row === null ? undefined : toRecord(row)
  }

  async put(record: ArtifactRecord): Promise<void> {
    const { kind, version, architecture, name, sha256, source } = record
    const data = { kind, version, architecture, name, sha256, source, bytes: BigInt(record.bytes) }
    await this.client.artifactFile.upsert({ where: unique(record), create: { id: newId(), ...data }, update: data })
  }

  async remove(key: ArtifactKey): Promise<void> {
    const { kind, version, architecture } = key
    await this.client.artifactFile.deleteMany({ where: { kind, version, architecture } })
  }
}

const unique = ({ kind, version, architecture }: ArtifactKey) => ({
  kind_version_architecture: { kind, version, architecture },
})

/** A row of a kind that this version does not know is left alone. */
function toRecord(row: ArtifactFileModel): ArtifactRecord | undefined {
  const { kind, architecture, version, name, sha256, source } = row
  if (!isKind(kind) || !isArchitecture(architecture)) return undefined
  return { kind, architecture, version, name, sha256, source, bytes: Number(row.bytes) }
}
