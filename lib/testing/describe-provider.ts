import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { DeliverableFile, RemoteHost, RemoteHosts } from '@/lib/ports/remote-host'
import { inspectMachine } from '@/lib/provision/preflight/inspect-machine'
import { preflight } from '@/lib/provision/preflight/preflight'
import { checkHost } from '@/lib/provision/scripts/check-host'
import { installPackage, PACKAGE_FOLDER, removeFolder, uninstallPackage } from '@/lib/provision/scripts/k3s-package'
import { startK3s, stopK3s, verifyGone } from '@/lib/provision/scripts/k3s-service'
import { restoreBootArguments } from '@/lib/provision/scripts/prepare-host'

export interface ProviderUnderTest {
  readonly hosts: RemoteHosts
  /** A bare machine that is there. */
  readonly machine: MachineRef
  /** One that does not answer. */
  readonly absent: MachineRef
  close(): Promise<void>
}

const signal = new AbortController().signal
const CONFIG = '/etc/rancher/k3s/config.yaml'
const AGENT = { UNIT: 'k3s-agent', CONFIG: 'token: third\n', CA_FILE: '' } as const
const OWN_FOLDER = { FOLDER: PACKAGE_FOLDER } as const

/** What the machines of every provider do for provisioning, before there is a cluster on them. */
export function describeProvider(name: string, setUp: () => Promise<ProviderUnderTest>): void {
  describe(`the provider ${name}`, () => {
    let provider: ProviderUnderTest
    let host: RemoteHost
    let file: DeliverableFile
    const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-provider-'))
    const lines: string[] = []
    const options = { signal, onLine: (line: string) => void lines.push(line) }

    beforeAll(async () => {
      provider = await setUp()
      host = await provider.hosts.connect(provider.machine, signal)
      const bytes = randomBytes(300_000)
      const place = path.join(folder, 'file.bin')
      writeFileSync(place, bytes)
      file = {
        name: 'file.bin',
        path: place,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }
    })
    afterAll(async () => {
      await provider?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('tells facts that preflight understands, and finds nothing against a bare machine', async () => {
      const inspection = await inspectMachine(provider.hosts, provider.machine, systemClock, options)
      expect(inspection).toMatchObject({ connectFailure: null, sudoFailure: null })
      const purpose = { role: 'server', k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: true } as const
      const location = await provider.hosts.locate(provider.machine, signal)
      const findings = preflight({ machine: { name: provider.machine.name, ...location }, inspection, purpose })
      expect(findings.filter(({ level }) => level === 'blocker')).toEqual([])
      expect(inspection.facts).toMatchObject({ hostname: provider.machine.name, isRoot: true, systemd: true })
      expect(inspection.facts?.architecture).toMatch(/^(amd64|arm64|arm)$/)
    })

    it('says the same twice, but for the time', async () => {
      const [one, other] = [await host.run(checkHost, {}, options), await host.run(checkHost, {}, options)]
      const { hostname, machineId, bootId, architecture, packageFormat, addresses } = one
      expect(other).toMatchObject({ hostname, machineId, bootId, architecture, packageFormat, addresses })
      expect(other.clockMs).toBeGreaterThanOrEqual(one.clockMs)
      expect(addresses).toContain((await provider.hosts.locate(provider.machine, signal)).address)
    })

    it('keeps a small file for root, and knows what is not there', async () => {
      expect(await host.readFile(CONFIG, options)).toBeUndefined()
      await host.writeFile(CONFIG, 'token: sesame\n', 0o600, options)
      expect(await host.readFile(CONFIG, options)).toBe('token: sesame\n')
      await host.writeFile(CONFIG, 'token: other\n', 0o600, options)
      expect(await host.readFile(CONFIG, options)).toBe('token: other\n')
      expect(lines.join('\n')).not.toContain('sesame')
    })

    it('brings a file once, and takes its folder away again', async () => {
      const place = `${PACKAGE_FOLDER}/${file.name}`
      const progress: number[] = []
      const onProgress = (sent: number) => void progress.push(sent)
      expect(await host.deliver(file, place, { ...options, onProgress })).toEqual({ sent: true })
      expect(progress.at(-1) ?? file.bytes).toBe(file.bytes)
      expect(await host.deliver(file, place, options)).toEqual({ sent: false })
      await host.run(removeFolder, OWN_FOLDER, options)
      await host.run(removeFolder, OWN_FOLDER, options)
      expect(await host.deliver(file, place, options)).toEqual({ sent: true })
    })

    it('refuses what is no package, and does not start what is not installed, in codes', async () => {
      const place = `${PACKAGE_FOLDER}/${file.name}`
      const format = (await host.run(checkHost, {}, options)).packageFormat
      const install = (sha256: string) =>
        host.run(installPackage, { FORMAT: format, PACKAGE: place, SHA256: sha256 }, options)
      await expect(install(file.sha256)).rejects.toMatchObject({ code: 'package-refused', retryable: false })
      await expect(install('f'.repeat(64))).rejects.toMatchObject({ code: 'host-file-corrupt', retryable: true })
      // It was deleted: nothing is installed from it later.
      expect(await host.deliver(file, place, options)).toEqual({ sent: true })
      const start = host.run(startK3s, AGENT, options)
      await expect(start).rejects.toMatchObject({
        code: 'k3s-does-not-start',
        userMessage: expect.stringContaining(provider.machine.name),
      })
    })

    it('takes k3s away where there is none or half of one, and proves it', async () => {
      await host.run(stopK3s, {}, options)
      await host.run(uninstallPackage, {}, options)
      await host.run(removeFolder, OWN_FOLDER, options)
      await host.run(restoreBootArguments, {}, options)
      const found = await host.run(verifyGone, {}, options)
      expect(Object.values(found).flat()).toEqual([])
      expect(await host.readFile(CONFIG, options)).toBeUndefined()
    })

    it('says in a code that a machine does not answer', async () => {
      await expect(provider.hosts.connect(provider.absent, signal)).rejects.toMatchObject({
        code: expect.stringMatching(/^host-(unreachable|timed-out|refused)$/),
        retryable: true,
      })
    })

    it('stops at once when it is told to', async () => {
      const stop = new AbortController()
      stop.abort(new Error('cancelled'))
      await expect(provider.hosts.connect(provider.machine, stop.signal)).rejects.toThrow('cancelled')
      const given = { signal: stop.signal, onLine: () => undefined }
      await expect(host.run(checkHost, {}, given)).rejects.toThrow('cancelled')
    })
  })
}
