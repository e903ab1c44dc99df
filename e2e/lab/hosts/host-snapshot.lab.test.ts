import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffSnapshots, type HostSnapshot } from './host-snapshot'
import { createLab, type Lab } from './lab'
import type { LabHost } from './lab-host'
import { canRun } from './lab-support'

const support = await canRun()

describe.skipIf(!support.ok)('a snapshot of a host', () => {
  let lab: Lab
  let host: LabHost
  let before: HostSnapshot

  beforeAll(async () => {
    lab = await createLab({ name: `snap-${process.pid}`, hosts: [{}] })
    host = lab.host('node-1')
    before = await host.snapshot()
  })

  afterAll(() => lab?.down())

  const changes = async () =>
    diffSnapshots(before, await host.snapshot()).map(({ section, key, before: old, after }) => {
      return `${old === null ? '+' : after === null ? '-' : '~'} ${section} ${key}`
    })

  it('is the same while nothing happens, logins and a reboot included', async () => {
    await host.ssh('sudo -n true; echo hello | logger')
    expect(await changes()).toEqual([])
    await host.reboot()
    expect(await changes()).toEqual([])
  })

  it('knows every file of the base with its sum', () => {
    expect(before.files['/usr/bin/ls']).toMatch(/^f 0755 0:0 \d+ [0-9a-f]{64}$/)
    expect(before.files['/var/lib/dpkg/status']).toMatch(/^f 0644 0:0 \d+ [0-9a-f]{64}$/)
    expect(before.packages['sudo']).toMatch(/^1\.9.* ii/)
  })

  const plants: readonly { what: string; plant: string; undo: string; expected: readonly string[] }[] = [
    { what: 'a file', plant: 'echo x >/opt/planted', undo: 'rm /opt/planted', expected: ['+ files /opt/planted'] },
    {
      what: 'a changed file of the same size',
      plant: 'sed -i s/localhost/localhots/ /etc/hosts',
      undo: 'sed -i s/localhots/localhost/ /etc/hosts',
      expected: ['~ files /etc/hosts'],
    },
    {
      what: 'a changed mode',
      plant: 'chmod 700 /usr/bin/uptime',
      undo: 'chmod 755 /usr/bin/uptime',
      expected: ['~ files /usr/bin/uptime'],
    },
    {
      what: 'a user',
      plant: 'echo mallory:x:1001:1001::/home/mallory:/bin/sh >>/etc/passwd',
      undo: 'sed -i /mallory/d /etc/passwd',
      expected: ['~ files /etc/passwd', '+ users mallory:x:1001:1001::/home/mallory:/bin/sh'],
    },
    {
      what: 'a firewall rule',
      plant: 'iptables -A INPUT -s 192.0.2.1 -j DROP',
      undo: 'iptables -F INPUT',
      expected: ['+ firewall -A INPUT -s 192.0.2.1/32 -j DROP'],
    },
    {
      what: 'a link',
      plant: 'ip link add cni0 type bridge',
      undo: 'ip link del cni0',
      expected: ['+ interfaces cni0:'],
    },
    { what: 'a mount', plant: 'mount -t tmpfs none /mnt', undo: 'umount /mnt', expected: ['+ mounts /mnt'] },
    {
      what: 'a cgroup',
      plant: 'mkdir /sys/fs/cgroup/memory/kubepods',
      undo: 'rmdir /sys/fs/cgroup/memory/kubepods',
      expected: ['+ cgroups /sys/fs/cgroup/memory/kubepods'],
    },
  ]

  it.each(plants)('sees $what, and nothing once it is gone', async ({ plant, undo, expected }) => {
    await host.mustExec(plant)
    expect(await changes()).toEqual(expect.arrayContaining([...expected]))
    await host.mustExec(undo)
    expect(await changes()).toEqual([])
  })

  it('sees a unit, its process and its port', async () => {
    await host.takePort(6443)
    const seen = await changes()
    expect(seen).toEqual(
      expect.arrayContaining(['+ listening tcp 0.0.0.0:6443', '+ units running:lab-port-6443.service']),
    )
    await host.freePort(6443)
    expect(await changes()).toEqual([])
  })
})
