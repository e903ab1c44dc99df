import { missing } from '@/lib/artifacts/artifact-store'
import { appShelf } from '@/lib/features/apps/app-shelf'
import type { Architecture } from '@/lib/ports/artifacts'

/**
 * The store has every file of a k3s version for these architectures.
 * @throws AppError `artifact-missing`, naming the files and the way to get them
 */
export async function assertReleaseHere(version: string, architectures: readonly Architecture[]): Promise<void> {
  const { content, index } = appShelf()
  for (const architecture of new Set(architectures)) {
    for (const kind of ['k3s', 'k3s-images'] as const) {
      const record = await index.find({ kind, version, architecture })
      if (record === undefined || !(await content.has(record))) throw missing(version, architecture)
    }
  }
}
