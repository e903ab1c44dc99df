import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createLab } from './lab'
import { canRun } from './lab-support'
import { runCommand, waitFor } from './run-command'

const support = await canRun()
const lines = (text: string) => text.split('\n').filter(Boolean)
const mountsBelow = async (folder: string) =>
  lines(await readFile('/proc/self/mountinfo', 'utf8')).filter((line) => line.includes(folder))

describe.skipIf(!support.ok)('taking a lab down', () => {
  it('leaves no process, mount, link, cgroup or file', async () => {
    const lab = await createLab({ name: `down-${process.pid}`, hosts: [{}, {}] })
    const pids = await lab
      .host('node-1')
      .exec('mkdir /sys/fs/cgroup/*/planted; systemctl list-units --no-legend | wc -l')
    expect(Number(pids.stdout)).toBeGreaterThan(10)
    const { bridge, hosts, subnet } = lab.state
    await lab.down()
    expect(existsSync(lab.folder)).toBe(false)
    expect(await mountsBelow(`/${lab.name}/`)).toEqual([])
    expect((await runCommand('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'])).stdout).not.toContain(
      `/${lab.name}/`,
    )
    const links = (await runCommand('ip', ['-o', 'link'])).stdout
    expect(links).not.toContain(`${bridge}:`)
    for (const { machine, cgroups } of hosts) {
      expect(links).not.toContain(`vb-${machine}@`)
      expect(cgroups.filter((folder) => existsSync(folder))).toEqual([])
      expect(existsSync(`/run/systemd/nspawn/propagate/${machine}`)).toBe(false)
    }
    expect(existsSync(`${lab.folder}/../../subnets/${subnet}`)).toBe(false)
  })

  it('is done for a test that was killed, by the next lab', async () => {
    const script = `import { createLab } from '${import.meta.dirname}/lab.ts'
      createLab({ name: 'killed-${process.pid}', hosts: [{}] }).then(() => { console.log('up'); process.kill(process.pid, 'SIGKILL') })`
    const killed = await runCommand('npx', ['tsx', '--input-type=module', '--eval', script])
    expect(killed.stdout).toContain('up')
    const next = await createLab({ name: `next-${process.pid}`, hosts: [{}] })
    await next.down()
    const left = await waitFor('links', async () => (await runCommand('ip', ['-o', 'link'])).stdout)
    expect(left).not.toContain(`vb-${next.state.hosts[0]?.machine}@`)
    expect(existsSync(`${next.folder}/../killed-${process.pid}`)).toBe(false)
  })
})
