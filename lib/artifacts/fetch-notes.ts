import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { newId } from '@/lib/core/ids'
import { isMissing } from './file-errors'

/** How far the download of a release is. Times are ms since 1970. */
export const FetchNote = z.object({
  version: z.string(),
  startedAt: z.number(),
  updatedAt: z.number(),
  /** The file on its way; null before the first byte. */
  file: z.string().nullable(),
  received: z.number(),
  /** Null where the server does not say. */
  total: z.number().nullable(),
  /** Why it ended, in plain words; null while it goes on. */
  problem: z.string().nullable(),
})
export type FetchNote = z.infer<typeof FetchNote>

/** A note that nobody has touched for this long belongs to a process that died. */
const ABANDONED_MS = 60_000

const ABANDONED =
  'The download stopped half way, probably because BuzzCrate was stopped. Fetch it again: it goes on where it was.'

/** Notes on downloads, in files that all processes see; they outlive the process that writes them. */
export class FetchNotes {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = path.join(folder, 'fetches')
  }

  async write(note: FetchNote): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const file = this.fileOf(note.version)
    const partial = `${file}.${newId()}`
    await writeFile(partial, JSON.stringify(note))
    await rename(partial, file)
  }

  async remove(version: string): Promise<void> {
    await rm(this.fileOf(version), { force: true })
  }

  /** Downloads that go on, and those that ended badly. */
  async list(now: number): Promise<readonly FetchNote[]> {
    const notes: FetchNote[] = []
    for (const name of await this.names()) {
      const note = await this.read(path.join(this.folder, name))
      if (note === undefined) continue
      const abandoned = note.problem === null && now - note.updatedAt > ABANDONED_MS
      notes.push(abandoned ? { ...note, problem: ABANDONED } : note)
    }
    return notes.sort((a, b) => a.startedAt - b.startedAt)
  }

  private async names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.endsWith('.json'))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  private async read(file: string): Promise<FetchNote | undefined> {
    try {
      return FetchNote.safeParse(JSON.parse(await readFile(file, 'utf8'))).data
    } catch (error) {
      // It ended between the listing and the reading.
      if (isMissing(error) || error instanceof SyntaxError) return undefined
      throw error
    }
  }

  private fileOf(version: string): string {
    return path.join(this.folder, `${encodeURIComponent(version)}.json`)
  }
}
