import type { AppImage } from '@/lib/apps/app-definition'
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
  { architecture, imageId }: ImageQuery,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  assertMay(actor, 'apps.manage')
  const { title, images } = appById(id)
  const image = imageOf(images, imageId)
  const shelf = recordingShelf({
    actor,
    action: 'app-image.upload',
    subject: { type: 'app', id },
    details: { architecture, image: image.id },
  })
  const kept = { app: image.id, version: image.version, architecture, source: 'upload' } as const
  await uploadInTurn(actor.userId, bytes, (arriving) =>
    receiveAppImage(shelf, { ...kept, bytes: checkedBytes({ title, ref: image.ref }, architecture, arriving) }),
  )
}

/** Passes the bytes on; throws at their end when they are not the app's image, before the store takes them. */
export async function* checkedBytes(
  app: { readonly title: string; readonly ref: string },
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
  if (!image.names.includes(app.ref)) {
    const found = image.names.join(', ') || 'without a name'
    throw notAnImage(`${app.title} needs the image ${app.ref}, and this archive holds ${found}. Tag it so first.`)
  }
  const [first] = image.architectures
  if (first !== undefined && !image.architectures.includes(architecture)) {
    throw notAnImage(`This image is made for ${first}, not for ${architecture}.`)
  }
}

const notAnImage = (userMessage: string) => new AppError('not-an-image', { userMessage })

/** Lets the machines pull an app's image from a registry. Throws `app-unknown`. */
export async function chooseRegistryImage(actor: Actor, id: string, { image, imageId }: RegistryImage): Promise<void> {
  assertMay(actor, 'apps.manage')
  const { id: key } = imageOf(appById(id).images, imageId)
  await db().$transaction(async (transaction) => {
    await saveRegistryImage(transaction, key, image ?? undefined)
    const subject = { type: 'app', id }
    await recordAudit({ actor, action: 'app-image.choose', subject, details: { image, of: key } }, transaction)
  })
}

/** @throws AppError `bad-input` when the app has several images and it is not said which */
function imageOf(images: readonly AppImage[], id: string | undefined): AppImage {
  const image = id === undefined && images.length === 1 ? images[0] : images.find((each) => each.id === id)
  if (image !== undefined) return image
  const problem = `Say which image it is: ${images.map((each) => each.id).join(', ')}.`
  throw new AppError('bad-input', { userMessage: problem, details: { fields: [{ field: 'imageId', problem }] } })
}
