import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { ContentStore } from '@/lib/artifacts/content-store'
import { download, downloadBytes } from '@/lib/artifacts/download'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { BroughtSource, CardSources, SourceFacts, SourceOrigin } from '@/lib/ports/card-sources'
import type { BuildOptions } from '@/lib/ports/image-builder'
import { inScratch } from '../build/scratch'
import { refusedSource } from '../tar/refused-source'
import { judgeBytes, MOST_SIGNATURE_BYTES, mostBytesOf } from './judge-bytes'
import { findSlot, type KnownSlot } from './known-slots'
import { lookAtSource } from './look-at-source'
import type { SourceShelf } from './source-shelf'

/** The CardSources port over the panel's folder of images. */
export class SourceDesk implements CardSources {
  private readonly folder: string
  private readonly shelf: SourceShelf
  private readonly content: ContentStore

  constructor(folder: string, shelf: SourceShelf, content: ContentStore) {
    this.folder = folder
    this.shelf = shelf
    this.content = content
  }

  async bring(slot: string, origin: SourceOrigin, options: BuildOptions): Promise<BroughtSource> {
    const known = knownSlot(slot)
    switch (origin.way) {
      case 'upload':
        if ((await this.content.check(origin.brought)) === 'whole') return origin.brought
        throw refusedSource('that was uploaded is not here any more')
      case 'fetch':
        return this.bringFrom(known, origin, options)
      case 'make':
        return this.make(known, origin.mirror, options)
    }
  }

  async look(slot: string, brought: BroughtSource, options: BuildOptions): Promise<SourceFacts> {
    const known = knownSlot(slot)
    const file = this.content.pathOf(brought.sha256)
    return inScratch(this.folder, (scratch) =>
      lookAtSource(known, file, { scratch, signal: options.signal, onLine: options.onLine }),
    )
  }

  async keep(slot: string, brought: BroughtSource, facts: SourceFacts): Promise<void> {
    await this.shelf.keep(knownSlot(slot).slot, { ...brought, facts, standIn: false })
  }

  forget({ sha256 }: BroughtSource): Promise<void> {
    return this.shelf.discard(sha256)
  }

  private async bringFrom(
    { kind }: KnownSlot,
    { address, sha256 }: Extract<SourceOrigin, { way: 'fetch' }>,
    { signal, onLine, onProgress }: BuildOptions,
  ): Promise<BroughtSource> {
    const [clock, mostBytes] = [systemClock, mostBytesOf(kind)]
    // First: a file that nobody has signed need not come.
    const signature =
      kind.key === undefined
        ? undefined
        : await downloadBytes(`${address}.sig`, MOST_SIGNATURE_BYTES, { signal, clock })
    onLine(`fetching ${address}`)
    const stored = await download(this.content, address, sha256, {
      ...{ signal, clock, mostBytes },
      ...(onProgress === undefined ? {} : { onProgress }),
    })
    const evidence = { signature, sha256Given: sha256 !== undefined, address }
    return this.judged(stored, nameIn(address), (scratch) =>
      judgeBytes(kind, this.content.pathOf(stored.sha256), evidence, { scratch, signal }),
    )
  }

  private async make(
    { kind, slot }: KnownSlot,
    mirror: string | undefined,
    { signal, onLine }: BuildOptions,
  ): Promise<BroughtSource> {
    const { make } = kind
    if (make === undefined || slot.kind !== 'root') throw new Error(`${kind.id} is not made here`)
    return inScratch(this.folder, async (scratch) => {
      const downloads = path.join(this.folder, 'downloads')
      const { file, fileName, checkedBy } = await make(slot, mirror, { scratch, downloads, signal, onLine })
      const stored = await this.shelf.receive(createReadStream(file, { highWaterMark: 1024 * 1024 }))
      return { ...stored, fileName, verdict: 'made', checkedBy }
    })
  }

  /** What is not judged well is not kept. */
  private async judged(
    stored: { readonly sha256: string; readonly bytes: number },
    fileName: string,
    judge: (scratch: string) => Promise<Pick<BroughtSource, 'verdict' | 'checkedBy'>>,
  ): Promise<BroughtSource> {
    try {
      return { ...stored, fileName, ...(await inScratch(this.folder, judge)) }
    } catch (error) {
      await this.shelf.discard(stored.sha256)
      throw error
    }
  }
}

/** The last part of an address, as a file would be called. */
const nameIn = (address: string): string =>
  decodeURIComponent(new URL(address).pathname.split('/').at(-1) ?? '') || 'file'

function knownSlot(name: string): KnownSlot {
  const known = findSlot(name)
  if (known !== undefined) return known
  throw new AppError('card-source-unknown', {
    userMessage: 'No board of this version of the panel is made from such a file.',
    details: { slot: name },
  })
}
