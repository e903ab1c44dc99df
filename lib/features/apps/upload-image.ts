import type { AppDefinition } from '@/lib/apps/app-definition'
import { appById } from '@/lib/apps/catalogue'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { ImageQuery, RegistryImage } from '@/lib/contracts/apps'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { saveRegistryImage } from '@/lib/db/registry-images'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { ImageArchiveReader } from './image-archive'
import { recordingShelf } from './recording-shelf'
import { uploadInTurn } from './upload-turns'

const MAX_IMAGE_BYTES = 2 * 2 ** 30

/**
 * Takes an app's image as an archive. Throws `app-unknown`, `too-large`, `not-an-image` when it is another file, another
 * image, or for another processor, and the codes of the artifact store and of `uploadInTurn`.
 */
export async function uploadImage(
  actor: Actor,
  id: string,
  { architecture }: ImageQuery,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  assertMay(actor, 'apps.manage')
  const app = appById(id)
  const shelf = recordingShelf({
    actor,
    action: 'app-image.upload',
    subject: { type: 'app', id },
    details: { architecture },
  })
  const image = { app: id, version: app.version, architecture, source: 'upload' } as const
  await uploadInTurn(actor.userId, bytes, (arriving) =>
    receiveAppImage(shelf, { ...image, bytes: checkedBytes(app, architecture, arriving) }),
  )
}

/** Passes the bytes on; throws at their end when they are not the app's image, before the store takes them. */
export async function* checkedBytes(
  app: Pick<AppDefinition, 'title' | 'image'>,
  architecture: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const reader = new ImageArchiveReader()
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > MAX_IMAGE_BYTES) throw new AppError('too-large', { userMessage: 'An image may have at most 2 GB.' })
    reader.write(chunk)
    yield chunk
  }
  const image = reader.end()
  if (image === undefined) {
    throw notAnImage(
      'This file is not an image archive. Make one with "docker save" or "skopeo copy … oci-archive:FILE".',
    )
  }
  if (!image.names.includes(app.image.ref)) {
    const found = image.names.join(', ') || 'without a name'
    throw notAnImage(`${app.title} needs the image ${app.image.ref}, and this archive holds ${found}. Tag it so first.`)
  }
  const [first] = image.architectures
  if (first !== undefined && !image.architectures.includes(architecture)) {
    throw notAnImage(`This image is made for ${first}, not for ${architecture}.`)
  }
}

const notAnImage = (userMessage: string) => new AppError('not-an-image', { userMessage })

/** Lets the machines pull an app's image from a registry. Throws `app-unknown`. */
export async function chooseRegistryImage(actor: Actor, id: string, { image }: RegistryImage): Promise<void> {
  assertMay(actor, 'apps.manage')
  appById(id)
  await db().$transaction(async (transaction) => {
    await saveRegistryImage(transaction, id, image ?? undefined)
    const subject = { type: 'app', id }
    await recordAudit({ actor, action: 'app-image.choose', subject, details: { image } }, transaction)
  })
}
