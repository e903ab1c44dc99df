import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkHost } from './check-host'

const folder = path.resolve('lib/provision/scripts/fixtures')

/** As lib/remote reads the output of a script. */
function results(output: string): Record<string, string> {
  return Object.fromEntries(
    output.split('\n').flatMap((line) => {
      const match = /^::result ([^=]+)=(.*)$/.exec(line)
      return match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']]
    }),
  )
}

const read = (file: string) => checkHost.result.parse(results(readFileSync(path.join(folder, file), 'utf8')))

describe('facts of machines', () => {
  it('are read from a Debian lab host', () => {
    expect(read('debian-12.txt')).toMatchObject({
      hostname: 'node-1',
      architecture: 'amd64',
      packageFormat: 'deb',
      memoryMiB: 24_105,
      cgroup: { version: 1, memory: true },
      ports: [{ protocol: 'tcp', port: 22, holder: 'sshd' }],
      k3s: { binary: '', units: [], running: false },
      clockMs: 1_795_406_152_998,
      clockSynced: false,
      isPi: false,
    })
  })

  it('are read from a Raspberry Pi with an earlier k3s, a firewall and no memory controller', () => {
    expect(read('raspberry-pi-k3s.txt')).toMatchObject({
      architecture: 'arm',
      machine: 'aarch64',
      model: 'Raspberry Pi 3 Model B Plus Rev 1.3',
      isPi: true,
      cgroup: { version: 2, memory: false, pids: true },
      bootArguments: '/boot/firmware/cmdline.txt',
      firewalls: { ufw: 'closed', firewalld: 'off', nftables: 'open' },
      k3s: {
        binary: '/usr/local/bin/k3s',
        units: ['k3s.service'],
        running: true,
        uninstaller: '/usr/local/bin/k3s-uninstall.sh',
      },
      ports: [
        { protocol: 'tcp', port: 22, holder: null },
        { protocol: 'tcp', port: 6443, holder: 'k3s-server' },
        { protocol: 'udp', port: 8472, holder: null },
      ],
      resolvesOwnName: false,
    })
  })

  it('are read from an output that says nothing, without throwing', () => {
    expect(checkHost.result.parse({})).toMatchObject({
      architecture: null,
      packageFormat: 'files',
      ports: [],
      clockMs: 0,
    })
  })

  it('are read from every fixture', () => {
    for (const file of readdirSync(folder)) expect(() => read(file)).not.toThrow()
  })
})

it('looks at this very machine', () => {
  const script = readFileSync(path.resolve('lib/remote/scripts/check-host.sh'), 'utf8')
  const output = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })
  const facts = checkHost.result.parse(results(output))
  expect(Math.abs(facts.clockMs - Date.now())).toBeLessThan(60_000)
  expect(facts.hostname).not.toBe('')
  expect(facts.memoryMiB).toBeGreaterThan(100)
  expect(facts.kernel).toMatch(/^\d+\.\d+/)
  expect(facts.dataFreeMiB).toBeGreaterThan(0)
})
