import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { findGo } from './go-toolchain'
import { mustRun } from './hosts/run-command'
import { sourceHash } from './k3s/release/source-hash'

export interface GoProgram {
  /** Of the file, and for people. */
  readonly name: string
  /** Folder of the module; the program is its `cmd/<name>`. */
  readonly module: string
  /** Folder that keeps what was built. */
  readonly cache: string
}

const GO_ENVIRONMENT = { CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false', GOTOOLCHAIN: 'local', GOWORK: 'off' }

/**
 * Builds a Go program once for its sources; safe to call from several processes.
 * @returns path of the program
 * @throws AppError `go-missing`, `not-prepared` where a test would have to build it; LabError with the compiler's words
 */
export async function buildGoProgram({ name, module, cache }: GoProgram, say: (line: string) => void): Promise<string> {
  const program = path.join(cache, `${name}-${await sourceHash(module, [process.arch])}`)
  if (existsSync(program)) return program
  refuseInTests(`The program ${name}`)
  await mkdir(cache, { recursive: true })
  const go = await findGo({ minVersion: '1.26' }, say)
  const half = `${program}.${process.pid}`
  say(`compiling ${name}`)
  await mustRun(go, ['-C', module, 'build', '-ldflags', '-s -w', '-o', half, `./cmd/${name}`], {
    env: { ...process.env, ...GO_ENVIRONMENT },
    timeoutMs: Number.POSITIVE_INFINITY,
  })
  await rename(half, program)
  return program
}
