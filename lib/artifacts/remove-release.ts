import type { PackageNotes } from './package-notes'
import type { Shelf } from './shelf'

/** Takes a release's files and the packages made of them out of the store; content that another file shares stays. Repeatable. */
export async function removeRelease({ content, index }: Shelf, notes: PackageNotes, version: string): Promise<void> {
  const records = await index.list()
  const own = records.filter((record) => record.kind !== 'app-image' && record.version === version)
  for (const record of own) await index.remove(record)
  const built = await notes.forget(version)
  const kept = new Set(records.filter((record) => !own.includes(record)).map(({ sha256 }) => sha256))
  for (const { sha256 } of [...own, ...built]) if (!kept.has(sha256)) await content.remove(sha256)
}
