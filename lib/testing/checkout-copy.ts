import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')
/** What the panel and its tests are made of. */
const PARTS = /^(app|components|demos|lib|messages|prisma|scripts|workers)\/|^[^/]+$/

/** A copy of the checkout to which a test adds something, as a person would. */
export class CheckoutCopy {
  readonly folder: string

  /** @param files of the checkout that git knows or would take; those of its tests and checks are left out */
  constructor(name: string, files: readonly string[]) {
    this.folder = mkdtempSync(path.join(tmpdir(), `buzzcrate-${name}-`))
    for (const file of files.filter((each) => PARTS.test(each))) {
      mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true })
      copyFileSync(path.join(ROOT, file), path.join(this.folder, file))
    }
    cpSync(path.join(ROOT, 'lib/db/generated'), path.join(this.folder, 'lib/db/generated'), { recursive: true })
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'))
  }

  /** Runs a program of the checkout's packages in it; resolves with what it said, rejects with that when it fails. */
  run(program: string, ...args: readonly string[]): Promise<string> {
    // Not in the middle of this vitest: a run of its own.
    const env = { ...process.env, NO_COLOR: '1' }
    for (const name of Object.keys(env).filter((each) => /^(VITEST|DATABASE_URL)/.test(each)))
      Reflect.deleteProperty(env, name)
    return new Promise((resolve, reject) => {
      const file = path.join(ROOT, 'node_modules/.bin', program)
      const options = { cwd: this.folder, env, maxBuffer: 64 * 1024 * 1024 }
      execFile(file, args, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim())
        else reject(new Error(`${program} in the copy: ${error.message}\n${stdout}\n${stderr}`))
      })
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
