import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@/lib/core/errors'
import type { ImageArch } from './oci-layout'

const run = promisify(execFile)

export interface CrossCompileOptions {
  /** Path of the `go` command. */
  readonly go: string
  /** Folder of the Go module whose root package is the program. */
  readonly source: string
  readonly arch: ImageArch
  readonly signal?: AbortSignal
}

/**
 * Compiles a Go program for Linux into one static file that holds no path and no time of the machine it was built on.
 * Throws `go-build-failed` with the compiler's words.
 */
export async function crossCompile({ go, source, arch, signal }: CrossCompileOptions): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'buzzcrate-go-'))
  const output = path.join(folder, 'program')
  try {
    await run(go, ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=', '-o', output, '.'], {
      cwd: source,
      env: { ...process.env, CGO_ENABLED: '0', GOOS: 'linux', GOARCH: arch, GOTOOLCHAIN: 'local', GOWORK: 'off' },
      ...(signal === undefined ? {} : { signal }),
    })
    return await readFile(output)
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    const words = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause)
    throw new AppError('go-build-failed', {
      userMessage: `Go could not build ${path.basename(source)} for ${arch}.`,
      message: words,
      details: { arch, output: words.slice(-4000) },
      cause,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
