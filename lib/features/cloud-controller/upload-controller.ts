import type { ArtifactRecord } from '@/lib/artifacts/artifact-index'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { Shelf } from '@/lib/artifacts/shelf'
import type { ChosenController } from '@/lib/contracts/cloud-controller'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { ImageArchiveReader } from '@/lib/features/apps/image-archive'
import { uploadInTurn } from '@/lib/features/apps/upload-turns'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { CONTROLLER_ARTIFACT } from '@/lib/providers/linode/linode-port'
import { CONTROLLER_SETTING, saveController } from '@/lib/providers/linode/read-controller'
import { CONTROLLER_KEY, readChosenController } from './read-chosen-controller'

const MAX_IMAGE_BYTES = 2 * 2 ** 30
const { architecture } = CONTROLLER_KEY

/**
 * Takes the cloud controller's image as an archive: the panel brings it to servers from here on. Throws `too-large`,
 * `not-an-image`, and the codes of the artifact store and of `uploadInTurn`.
 */
export async function uploadController(actor: Actor, bytes: AsyncIterable<Uint8Array>): Promise<ChosenController> {
  assertMay(actor, 'settings.manage')
  const reader = new ImageArchiveReader()
  const shelf: Shelf = { ...appShelf(), index: new ChoosingIndex(actor, () => nameIn(reader)) }
  const { id: app, version } = CONTROLLER_ARTIFACT
  const image = { app, version, architecture, source: 'upload' } as const
  await uploadInTurn(actor.userId, bytes, (arriving) =>
    receiveAppImage(shelf, { ...image, bytes: readBy(reader, arriving) }),
  )
  return readChosenController(actor)
}

/** Lists the file and makes it the chosen one, all or nothing. */
class ChoosingIndex extends DatabaseArtifactIndex {
  private readonly actor: Actor
  private readonly name: () => string

  constructor(actor: Actor, name: () => string) {
    super(db())
    this.actor = actor
    this.name = name
  }

  override async put(record: ArtifactRecord): Promise<void> {
    const image = this.name()
    await db().$transaction(async (transaction) => {
      await new DatabaseArtifactIndex(transaction).put(record)
      await saveController(transaction, { image, comes: 'side-load' })
      const subject = { type: 'setting', id: CONTROLLER_SETTING }
      const details = { image, sha256: record.sha256 }
      await recordAudit({ actor: this.actor, action: 'cloud-controller.upload', subject, details }, transaction)
    })
  }
}

/** Passes the bytes on; throws at their end when they are no image that a machine at Linode can run. */
async function* readBy(reader: ImageArchiveReader, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > MAX_IMAGE_BYTES) throw new AppError('too-large', { userMessage: 'An image may have at most 2 GB.' })
    reader.write(chunk)
    yield chunk
  }
  nameIn(reader)
}

function nameIn(reader: ImageArchiveReader): string {
  const image = reader.end()
  if (image === undefined) {
    throw notAnImage(
      'This file is not an image archive. Make one with "docker save" or "skopeo copy … oci-archive:FILE".',
    )
  }
  const [name] = image.names
  if (name === undefined) throw notAnImage('The image in this archive has no name. Tag it first.')
  const [first] = image.architectures
  if (first !== undefined && !image.architectures.includes(architecture)) {
    throw notAnImage(`This image is made for ${first}; machines at Linode are ${architecture}.`)
  }
  return name
}

const notAnImage = (userMessage: string) => new AppError('not-an-image', { userMessage })
