import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from './lab'
import { canRun } from './lab-support'

const support = await canRun()

describe.skipIf(!support.ok)('odd boards', () => {
  let lab: Lab

  beforeAll(async () => {
    const hosts = [
      { board: 'raspberry-pi' },
      { sudo: 'slow' },
      { hostname: 'node-2', machineId: 'f'.repeat(32) },
    ] as const
    lab = await createLab({ name: `odd-${process.pid}`, hosts })
  })

  afterAll(() => lab?.down())

  it('has a Raspberry Pi without memory controller, until its command line says otherwise and it rebooted', async () => {
    const host = lab.host('node-1')
    const memory = async () =>
      (await host.ssh('awk \'$1 == "memory" { print $4 }\' /proc/cgroups; cat /proc/cmdline')).stdout
    const controller = async () =>
      (await host.ssh('ls -d /sys/fs/cgroup/memory; cat /sys/fs/cgroup/cgroup.controllers')).stdout
    expect(await memory()).toMatch(/^0\nconsole=tty1 .*rootwait\n$/)
    expect(await controller()).not.toContain('memory')
    await host.mustExec("sed -i 's/$/ cgroup_memory=1 cgroup_enable=memory/' /boot/firmware/cmdline.txt")
    await host.reboot()
    expect(await memory()).toMatch(/^1\nconsole=tty1 .* cgroup_enable=memory\n$/)
    expect(await controller()).toContain('memory')
  })

  it('has a sudo that hangs on names, and one that does not once that is mended', async () => {
    const host = lab.host('node-2')
    const timed = async () => {
      const start = performance.now()
      expect((await host.ssh('sudo -n true')).code).toBe(0)
      return performance.now() - start
    }
    expect(await timed()).toBeGreaterThan(4_000)
    await host.setSudo('passwordless')
    expect(await timed()).toBeLessThan(4_000)
  })

  it('has two hosts of one name', async () => {
    const names = await Promise.all(
      ['node-2', 'node-3'].map(async (name) => (await lab.host(name).ssh('hostname')).stdout),
    )
    expect(names).toEqual(['node-2\n', 'node-2\n'])
    expect((await lab.host('node-3').ssh('cat /etc/machine-id')).stdout.trim()).toBe('f'.repeat(32))
  })
})
