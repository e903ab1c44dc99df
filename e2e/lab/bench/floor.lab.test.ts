import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../hosts/lab'
import { canRun } from '../hosts/lab-support'
import { ensureStubRelease } from '../hosts/stub-release'
import { cleanFloor, measureFloor } from './floor'

const support = await canRun()

describe.skipIf(!support.ok)('the floor, on the stub', () => {
  let lab: Lab
  let releaseDir: string

  beforeAll(async () => {
    releaseDir = await ensureStubRelease()
    lab = await createLab({ name: `floor-${process.pid}`, hosts: [{}, { distro: 'arch' }] })
  })

  afterAll(() => lab?.down())

  it('installs by hand until all nodes are Ready, and cleans up', async () => {
    expect(await measureFloor(lab, releaseDir)).toBeGreaterThan(0)
    const [server, agent] = [lab.host('node-1'), lab.host('node-2')]
    const nodes = (await server.mustExec('k3s kubectl get nodes --no-headers')).trim().split('\n').sort()
    expect(nodes.map((line) => line.split(' ').slice(0, 2))).toEqual([
      ['node-1', 'Ready'],
      ['node-2', 'Ready'],
    ])
    expect((await agent.mustExec('systemctl is-active k3s-agent; k3s --version')).split('\n')[1]).toContain('(stub)')
    await cleanFloor(lab)
    const left = await Promise.all(
      lab.hosts.map((host) => host.exec('ls /usr/local/bin/k3s /etc/rancher /var/lib/rancher')),
    )
    expect(left.map(({ stdout }) => stdout)).toEqual(['', ''])
  })

  it('says which host failed and why', async () => {
    const full = lab.host('node-2')
    await full.fillDisk(20)
    await expect(measureFloor(lab, releaseDir)).rejects.toThrow(/node-2: .*No space left on device/s)
    await full.freeDisk()
  })

  it('has a stub that refuses a wrong token as k3s does', async () => {
    await cleanFloor(lab)
    await measureFloor(lab, releaseDir)
    const wrong = `K10${'0'.repeat(64)}::server:x`
    const { stderr } = await lab
      .host('node-2')
      .exec(`timeout 2 k3s agent --server https://${lab.host('node-1').address}:6443 --token ${wrong}`)
    expect(stderr).toContain('token CA hash does not match the Cluster CA certificate hash')
  })
})
