import type { CardSourcesData, UploadedSource } from '@/lib/contracts/card-sources'
import type { Actor } from '@/lib/core/actor'
import { shutdownSignal } from '@/lib/core/shutdown'
import { uploadInTurn } from '@/lib/features/apps/upload-turns'
import { imageSources, imagesFolder } from '@/lib/features/cards/image-folder'
import { inScratch } from '@/lib/imaging/build/scratch'
import { judgeBytes, mostBytesOf, signatureMissing } from '@/lib/imaging/sources/judge-bytes'
import type { KnownSlot } from '@/lib/imaging/sources/known-slots'
import type { BroughtSource } from '@/lib/ports/card-sources'
import { assertMay } from '../policy'
import { knownSource } from './known-source'
import { listCardSources } from './list-card-sources'
import { startBringing } from './start-bringing'

/**
 * Takes a file that cards are made from, judges it, and starts the run that reads it through. What is not genuine is
 * thrown away at once.
 * @throws AppError `not-found`, `bad-input`, `image-source-refused`, `subject-busy`, and the codes of `uploadInTurn`
 */
export async function uploadCardSource(
  actor: Actor,
  input: UploadedSource,
  bytes: AsyncIterable<Uint8Array>,
): Promise<CardSourcesData & { readonly href: string }> {
  assertMay(actor, 'card-sources.manage')
  const known = knownSource(input.slot)
  if (known.kind.key !== undefined && input.signature === undefined) throw signatureMissing(known.kind)
  const brought = await uploadInTurn(actor.userId, bytes, (arriving) => receive(known, input, arriving))
  try {
    const href = await startBringing(actor, known, { way: 'upload', brought })
    return { href, ...(await listCardSources(actor)) }
  } catch (error) {
    await imageSources().discard(brought.sha256)
    throw error
  }
}

async function receive(
  { kind }: KnownSlot,
  { name, sha256, signature }: UploadedSource,
  bytes: AsyncIterable<Uint8Array>,
): Promise<BroughtSource> {
  const shelf = imageSources()
  const mostBytes = mostBytesOf(kind)
  const stored = await shelf.receive(bytes, { mostBytes, ...(sha256 === undefined ? {} : { expectedSha256: sha256 }) })
  const evidence = {
    signature: signature === undefined ? undefined : Buffer.from(signature, 'base64url'),
    sha256Given: sha256 !== undefined,
  }
  try {
    const judged = await inScratch(imagesFolder(), (scratch) =>
      judgeBytes(kind, shelf.pathOf(stored), evidence, { scratch, signal: shutdownSignal() }),
    )
    return { fileName: name, ...stored, ...judged }
  } catch (error) {
    await shelf.discard(stored.sha256)
    throw error
  }
}
