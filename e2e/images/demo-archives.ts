import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { buildImage } from '@/demos/build-image/build-image'
import { imageRef, readImageSpec } from '@/demos/build-image/image-spec'
import { PackageLists } from '@/demos/build-image/package-lists'
import { findGo } from '@/e2e/lab/go-toolchain'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { hashOfFolder } from './hash-of-folder'

export const DEMOS = ['books/db', 'books/web', 'go-echo'] as const
export type Demo = (typeof DEMOS)[number]

/**
 * The folder with all demos as archives, built once for their sources; Debian's packages stay in the cache.
 * @throws AppError `not-prepared` where a test would have to build them
 */
export async function ensureDemoArchives(say: (line: string) => void = () => undefined): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', 'demo-images')
  const folder = path.join(cache, await hashOfFolder('demos'))
  if (existsSync(folder)) return folder
  refuseInTests('The demos as images')
  const half = `${folder}.${process.pid}`
  for (const demo of DEMOS)
    await buildImage({ demo, outDir: half, go: await findGo({ minVersion: '1.26' }), onLine: say })
  await rename(half, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(half, { recursive: true })
  })
  return folder
}

/** What a demo is called in a runtime, its archive of all architectures in `folder`, and what it was made of. */
export async function archiveOf(folder: string, demo: Demo) {
  const spec = await readImageSpec(path.resolve('demos', demo))
  const base = path.join(folder, `${demo.replace('/', '-')}-${spec.version}`)
  const list = `${base}.packages.json`
  const packages = existsSync(list) ? PackageLists.parse(JSON.parse(await readFile(list, 'utf8'))) : undefined
  return { ref: imageRef(spec), archive: `${base}.tar`, packages }
}
