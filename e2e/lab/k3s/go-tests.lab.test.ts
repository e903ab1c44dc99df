import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { findGo } from '../go-toolchain'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../../..')

/** Flags as in the build, to share its cache. Vet would first have to read all of Kubernetes. */
const environment = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false', GOTOOLCHAIN: 'local' }

describe('the Go modules', () => {
  let go = ''

  beforeAll(async () => {
    go = await findGo({ minVersion: '1.26' })
  })

  it.each(['demos/go-echo', 'e2e/lab/k3s'])(
    '%s passes its own tests and is formatted',
    async (module) => {
      const cwd = path.join(root, module)
      const goRoot = (await run(go, ['env', 'GOROOT'], { env: environment })).stdout.trim()
      expect((await run(path.join(goRoot, 'bin', 'gofmt'), ['-l', '.'], { cwd })).stdout).toBe('')
      const { stdout } = await run(go, ['test', '-vet=off', './...'], { cwd, env: environment, maxBuffer: 1 << 26 })
      expect(stdout).toContain('ok')
    },
    scaledMs(20 * 60_000),
  )
})
