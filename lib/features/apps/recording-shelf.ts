import type { ArtifactRecord } from '@/lib/artifacts/artifact-index'
import type { Shelf } from '@/lib/artifacts/shelf'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'
import { type AuditRecord, recordAudit } from '@/lib/features/audit'
import { appShelf } from './app-shelf'

/** The artifact store as `appShelf`, where each file that is listed is recorded in the same transaction. */
export const recordingShelf = (entry: AuditRecord): Shelf => ({ ...appShelf(), index: new RecordingIndex(entry) })

class RecordingIndex extends DatabaseArtifactIndex {
  private readonly entry: AuditRecord

  constructor(entry: AuditRecord) {
    super(db())
    this.entry = entry
  }

  override async put(record: ArtifactRecord): Promise<void> {
    await db().$transaction(async (transaction) => {
      await new DatabaseArtifactIndex(transaction).put(record)
      await recordAudit(this.entry, transaction)
    })
  }
}
