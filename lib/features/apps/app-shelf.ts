import path from 'node:path'
import { ContentStore } from '@/lib/artifacts/content-store'
import type { Shelf } from '@/lib/artifacts/shelf'
import { env } from '@/lib/core/env'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'

/** The artifact store's two halves, as the worker has them: images of apps lie beside k3s releases. */
export const appShelf = (): Shelf => ({
  content: new ContentStore(path.join(env().BUZZCRATE_DATA, 'artifacts')),
  index: new DatabaseArtifactIndex(db()),
})
