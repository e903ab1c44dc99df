import type { ArtifactRecord } from './artifact-index'
import type { Shelf } from './shelf'

/** Takes a release's files out of the store; content that another file shares stays. Repeatable. */
export async function removeRelease({ content, index }: Shelf, version: string): Promise<void> {
  const records = await index.list()
  const own = records.filter((record) => record.kind !== 'app-image' && record.version === version)
  for (const record of own) await index.remove(record)
  const kept = new Set(records.filter((record) => !own.includes(record)).map(({ sha256 }: ArtifactRecord) => sha256))
  for (const { sha256 } of own) if (!kept.has(sha256)) await content.remove(sha256)
}
