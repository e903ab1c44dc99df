import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { ContentStore, StoredContent } from '@/lib/artifacts/content-store'
import { newId } from '@/lib/core/ids'
import { SourceFacts, SourceVerdict } from '@/lib/ports/card-sources'
import { refusedSource } from '../tar/refused-source'

const MIB = 1024 * 1024

/**
 * What a file is for: a root file system by its upstream name, a card image of a system for a board or several, or a file of a
 * board's boot loader.
 */
export type SourceSlot =
  | { readonly kind: 'root'; readonly file: string }
  | { readonly kind: 'image'; readonly osId: string; readonly boards: string }
  | { readonly kind: 'boot-loader'; readonly profileId: string; readonly file: string }

const KeptSource = z.object({
  slot: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  /** How it is known to be what its makers published, and whose word that is. */
  verdict: SourceVerdict.default('none'),
  checkedBy: z.string(),
  /** What was seen in it; undefined where nobody has looked. */
  facts: SourceFacts.optional(),
  addedAt: z.number(),
  /** Bytes that only look like a boot loader: for tests. */
  standIn: z.boolean(),
})
export type KeptSource = z.infer<typeof KeptSource>

export const slotName = (slot: SourceSlot): string => {
  switch (slot.kind) {
    case 'root':
      return `root ${slot.file}`
    case 'image':
      return `image ${slot.osId} ${slot.boards}`
    case 'boot-loader':
      return `boot-loader ${slot.profileId} ${slot.file}`
  }
}

/** Files that images are made from, by their sha256; a new one for a slot takes the place of the old. */
export class SourceShelf {
  private readonly content: ContentStore
  private readonly notes: string

  /** @param folder where notes are kept, beside the store's bytes */
  constructor(content: ContentStore, folder: string) {
    this.content = content
    this.notes = path.join(folder, 'notes')
  }

  /**
   * Takes bytes into the store, for no slot yet.
   * @throws AppError `image-source-refused` when they have another sum than is expected, or are more than `mostBytes`
   */
  async receive(
    bytes: AsyncIterable<Uint8Array>,
    { expectedSha256, mostBytes = Number.POSITIVE_INFINITY }: { expectedSha256?: string; mostBytes?: number } = {},
  ): Promise<StoredContent> {
    const incoming = await this.content.receive()
    try {
      for await (const chunk of bytes) {
        if (incoming.bytes + chunk.byteLength > mostBytes)
          throw refusedSource(`is larger than ${Math.floor(mostBytes / MIB)} MiB`)
        await incoming.write(chunk)
      }
    } catch (error) {
      await incoming.leave()
      throw error
    }
    const stored = await incoming.finish(expectedSha256)
    if (stored === undefined) throw refusedSource('does not have the sha256 that you gave')
    return stored
  }

  /** Puts bytes that are in the store into a slot; those that were there before are thrown away. */
  async keep(slot: SourceSlot, source: Omit<KeptSource, 'slot' | 'addedAt'>): Promise<KeptSource> {
    const before = await this.read(this.noteOf(slot))
    const kept = { ...source, slot: slotName(slot), addedAt: Date.now() }
    await mkdir(this.notes, { recursive: true })
    const note = this.noteOf(slot)
    const partial = `${note}.${newId()}.part`
    await writeFile(partial, JSON.stringify(kept))
    await rename(partial, note)
    if (before !== undefined && before.sha256 !== kept.sha256) await this.discard(before.sha256)
    return kept
  }

  /**
   * Takes a file into a slot.
   * @param expectedSha256 what its makers say that it has; without it, `checkedBy` says how else it was checked
   * @throws AppError `image-source-refused` when it has another sum
   */
  async put(
    slot: SourceSlot,
    fileName: string,
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly checkedBy: string; readonly expectedSha256?: string; readonly standIn?: boolean },
  ): Promise<KeptSource> {
    const { checkedBy, standIn = false, expectedSha256 } = options
    const stored = await this.receive(bytes, expectedSha256 === undefined ? {} : { expectedSha256 })
    const verdict = expectedSha256 === undefined ? 'none' : 'sha256'
    return this.keep(slot, { fileName, ...stored, verdict, checkedBy, standIn })
  }

  /** What there is for a slot, its bytes whole. */
  async find(slot: SourceSlot): Promise<KeptSource | undefined> {
    const kept = await this.read(this.noteOf(slot))
    return kept !== undefined && (await this.content.check(kept)) === 'whole' ? kept : undefined
  }

  /** What its note says of a slot, without a look at the bytes. */
  noted(slot: SourceSlot): Promise<KeptSource | undefined> {
    return this.read(this.noteOf(slot))
  }

  async list(): Promise<KeptSource[]> {
    await mkdir(this.notes, { recursive: true })
    const names = (await readdir(this.notes)).filter((name) => name.endsWith('.json')).sort()
    const all = await Promise.all(names.map((name) => this.read(path.join(this.notes, name))))
    return all.filter((kept) => kept !== undefined)
  }

  /** Takes a file off the shelf. No news when there is none. */
  async remove(slot: SourceSlot): Promise<void> {
    const kept = await this.read(this.noteOf(slot))
    await rm(this.noteOf(slot), { force: true })
    if (kept !== undefined) await this.discard(kept.sha256)
  }

  /** Throws bytes away that no slot has. */
  async discard(sha256: string): Promise<void> {
    if (!(await this.list()).some((kept) => kept.sha256 === sha256)) await this.content.remove(sha256)
  }

  /** Throws away what came before `untilMs` (ms since 1970) and never got into a slot. */
  async sweep(untilMs: number): Promise<void> {
    await this.content.removeAllBut(new Set((await this.list()).map(({ sha256 }) => sha256)), untilMs)
  }

  pathOf(kept: Pick<KeptSource, 'sha256'>): string {
    return this.content.pathOf(kept.sha256)
  }

  private noteOf(slot: SourceSlot): string {
    return path.join(this.notes, `${encodeURIComponent(slotName(slot))}.json`)
  }

  private async read(note: string): Promise<KeptSource | undefined> {
    try {
      return KeptSource.parse(JSON.parse(await readFile(note, 'utf8')))
    } catch (error) {
      // Of another version, or none: as if nobody had brought the file.
      if (error instanceof z.ZodError || error instanceof SyntaxError) return undefined
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }
}
