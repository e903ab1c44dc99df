import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { newId } from '@/lib/core/ids'
import { isMissing } from './file-errors'

const PackageNote = z.object({ name: z.string(), version: z.string(), sha256: z.string(), bytes: z.number() })
export type PackageNote = z.infer<typeof PackageNote>

/** Which packages were built of what, as small files in a folder. Safe to use from several processes at once. */
export class PackageNotes {
  private readonly folder: string

  /** @param folder the artifact store's */
  constructor(folder: string) {
    this.folder = path.join(folder, 'packages')
  }

  /** A note that cannot be read is as good as none: the package is built again. */
  async read(key: string): Promise<PackageNote | undefined> {
    try {
      return PackageNote.parse(JSON.parse(await readFile(this.file(key), 'utf8')))
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined
      throw error
    }
  }

  async write(key: string, note: PackageNote): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const partial = `${this.file(key)}.${newId()}`
    await writeFile(partial, JSON.stringify(note))
    await rename(partial, this.file(key))
  }

  /** Forgets the packages of a version; returns what they were. */
  async forget(version: string): Promise<readonly PackageNote[]> {
    const forgotten: PackageNote[] = []
    for (const key of await this.keys()) {
      const note = await this.read(key)
      if (note?.version !== version) continue
      forgotten.push(note)
      await rm(this.file(key), { force: true })
    }
    return forgotten
  }

  private async keys(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  private file(key: string): string {
    return path.join(this.folder, `${key}.json`)
  }
}
