import { createHash, randomFillSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { findGo } from '../go-toolchain'
import { cacheFolder } from './lab-folders'
import { LabError, mustRun } from './run-command'

const sources = path.join(import.meta.dirname, 'stub-k3s')

/** Sizes of k3s's own release files, in bytes: what is timed is moving and installing them. */
const sizes = { k3s: 75_000_000, images: 35_000_000 }

/** What is beside the release's own files; part of the folder's name, so that a folder of before is built anew. */
const files = ['version.txt']

/** Incompressible: neither ssh nor a package may make it smaller. */
function noise(bytes: number): Buffer {
  return randomFillSync(Buffer.alloc(bytes))
}

/** What the stub calls itself. */
async function stubVersion(): Promise<string> {
  const source = await readFile(path.join(sources, 'main.go'), 'utf8')
  const version = /const version = "(v[^"]+)"/.exec(source)?.[1]
  if (version === undefined) throw new LabError('the stub of k3s does not say its version')
  return version
}

/**
 * Gives a folder of release files in which a STUB stands for k3s: it has k3s's size, files, ports and unit behaviour and
 * joins at once, but is no Kubernetes. For benches that time the installer alone. Built once, by Go, into the cache.
 * @throws AppError `go-missing` where no Go is found and none can be fetched, `not-prepared` inside of a test
 */
export async function ensureStubRelease(
  arch: 'amd64' | 'arm64' = process.arch === 'arm64' ? 'arm64' : 'amd64',
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([arch, sizes, files]))
  for (const name of (await readdir(sources)).sort()) hash.update(await readFile(path.join(sources, name)))
  const folder = path.join(cacheFolder(), `k3s-stub-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(folder)) return folder
  refuseInTests(`The stub of k3s for ${arch}`)

  const binary = arch === 'arm64' ? 'k3s-arm64' : 'k3s'
  const images = `k3s-airgap-images-${arch}.tar.zst`
  const work = `${folder}.${process.pid}`
  await mkdir(work, { recursive: true })
  const env = { ...process.env, CGO_ENABLED: '0', GOARCH: arch, GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'local' }
  const out = path.join(work, binary)
  const build = ['build', '-C', sources, '-trimpath', '-ldflags', '-s -w', '-o', out]
  await mustRun(await findGo({ minVersion: '1.26' }), build, { env, timeoutMs: Number.POSITIVE_INFINITY })
  // Its version cannot be told from the binary, as it can from k3s's.
  await writeFile(path.join(work, 'version.txt'), `${await stubVersion()}\n`)
  // Bytes behind an executable's own are never loaded.
  await appendFile(out, noise(sizes.k3s - (await stat(out)).size))
  await writeFile(path.join(work, images), noise(sizes.images))
  const sums = await Promise.all(
    [binary, images].map(async (name) => {
      const sum = createHash('sha256')
        .update(await readFile(path.join(work, name)))
        .digest('hex')
      return `${sum}  ${name}\n`
    }),
  )
  await writeFile(path.join(work, `sha256sum-${arch}.txt`), sums.join(''))
  await rename(work, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(work, { recursive: true })
  })
  return folder
}
