import type { ArtifactIndex, ArtifactKey, ArtifactRecord } from '@/lib/artifacts/artifact-index'

const keyOf = ({ kind, version, architecture }: ArtifactKey) => `${kind} ${version} ${architecture}`

/** The index of the artifact store without a database. */
export class MemoryArtifactIndex implements ArtifactIndex {
  private readonly records = new Map<string, ArtifactRecord>()

  async list(): Promise<readonly ArtifactRecord[]> {
    return [...this.records.values()]
  }
  async find(key: ArtifactKey): Promise<ArtifactRecord | undefined> {
    return this.records.get(keyOf(key))
  }
  async put(record: ArtifactRecord): Promise<void> {
    this.records.set(keyOf(record), record)
  }
  async remove(key: ArtifactKey): Promise<void> {
    this.records.delete(keyOf(key))
  }
}
