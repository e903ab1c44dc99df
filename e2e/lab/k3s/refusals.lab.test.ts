import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainJournal } from '@/lib/k3s/journal'
import { cgroupVersion } from '../hosts/host-cgroups'
import type { LabHost } from '../hosts/lab-host'
import { canRun } from '../hosts/lab-support'
import { waitFor } from '../hosts/run-command'
import { configForThisMachine, LabCluster } from './lab-cluster'

const support = await canRun()
if (!support.ok) console.warn(`SKIPPED what the lab edition of k3s refuses: ${support.reason}`)

/** An agent in a folder of its own, started by hand for as long as the test needs its words. */
async function said(host: LabHost, args: string, wanted: RegExp): Promise<string> {
  const log = `/tmp/said-${Math.random().toString(36).slice(2)}`
  const data = `--data-dir ${log}.data`
  await host.mustExec(`setsid sh -c 'echo $$ >${log}.pid; exec k3s agent ${data} ${args}' >${log} 2>&1 </dev/null &`)
  try {
    const output = () => host.mustExec(`cat ${log}`)
    return await waitFor(`${wanted} from k3s agent ${args}`, async () => {
      const text = await output()
      return wanted.test(text) ? text : null
    })
  } finally {
    await host.exec(`kill -9 $(cat ${log}.pid); rm -rf ${log}.data`)
  }
}

/** What the panel makes of these lines. */
const causes = (text: string): string[] =>
  [...new Set(text.split('\n').map((line) => explainJournal(line, 'node-2', 'agent')?.code ?? ''))].filter(Boolean)

describe.skipIf(!support.ok)('k3s refuses', () => {
  let cluster: LabCluster
  let host: LabHost
  let token = ''
  let server = ''

  beforeAll(async () => {
    cluster = await LabCluster.start('k3s-refusals', 2)
    host = cluster.lab.host('node-2')
    token = (await cluster.server.mustExec('cat /var/lib/rancher/k3s/server/node-token')).trim()
    server = `--server https://${cluster.server.address}:6443`
    await host.mustExec('systemctl stop k3s-agent')
  })

  afterAll(async () => {
    await cluster?.lab.down()
  })

  it('a token of another cluster', async () => {
    const other = token.replace(/^K10[0-9a-f]{64}/, `K10${'0'.repeat(64)}`)
    const words = /token CA hash does not match the Cluster CA certificate hash: 0{64} != [0-9a-f]{64}/
    expect(causes(await said(host, `${server} --token ${other}`, words))).toEqual(['k3s-server-changed'])
  })

  it('a wrong password', async () => {
    const wrong = token.replace(/:[^:]*$/, ':wrong')
    const words = /level=info msg="Waiting to retrieve agent configuration; .*: 401 Unauthorized"/
    expect(causes(await said(host, `${server} --token ${wrong}`, words))).toContain('k3s-token-refused')
  })

  it('a host name that another node has', async () => {
    const text = await said(host, `${server} --token ${token} --node-name node-1`, /Node password rejected, duplicate/)
    expect(causes(text)).toContain('k3s-node-password-rejected')
  })

  it('a server that does not answer, and goes on asking', async () => {
    const nobody = `https://${cluster.server.address}:1`
    await said(
      host,
      `--server ${nobody} --token ${token}`,
      /Failed to validate connection to cluster at [\s\S]*Failed to validate/,
    )
  })

  it('flags and keys that do not exist', async () => {
    const flag = await host.exec('k3s agent --nonsense')
    expect(flag.code).toBe(1)
    expect(flag.stderr).toContain('level=fatal msg="flag provided but not defined: -nonsense"')
    await host.mustExec('echo "nonsense: true" >/tmp/config.yaml')
    const key = await host.exec('k3s agent --config /tmp/config.yaml')
    expect(key.stderr).toContain('level=fatal msg="flag provided but not defined: -nonsense"')
    const bare = await host.exec('K3S_CONFIG_FILE=/nowhere k3s agent --data-dir /tmp/bare --token x; rm -rf /tmp/bare')
    expect(bare.stderr).toContain('--server is required')
  })

  it('another token than the cluster was made with', async () => {
    await cluster.server.mustExec('systemctl stop k3s')
    const { code, stderr } = await cluster.server.exec('k3s server --token another')
    expect(code).toBe(1)
    expect(stderr).toContain('bootstrap data already found and encrypted with different token')
    await cluster.server.mustExec('systemctl start k3s')
  })

  it('a second server on the same port', async () => {
    const { code, stderr } = await cluster.server.exec('k3s server')
    expect(code).toBe(1)
    expect(stderr).toContain('listen tcp :6443: bind: address already in use')
  })

  it('cgroup v1, unless it is told not to', async ({ skip }) => {
    if ((await cgroupVersion()) !== 'v1') skip('this machine has cgroup v2')
    const config = '/etc/rancher/k3s/config.yaml'
    await host.mustExec(`cp ${config} /tmp/kept && grep -v kubelet-arg /tmp/kept >${config}`)
    await host.mustExec('systemctl start --no-block k3s-agent')
    await waitFor('its words', async () => {
      const { stdout } = await host.exec('journalctl -u k3s-agent -o cat | grep "Shutdown request received"')
      return /kubelet exited: .*cgroup v1/.test(stdout)
    })
    expect(await configForThisMachine()).toContain('fail-cgroupv1=false')
    await host.mustExec(`cp /tmp/kept ${config} && systemctl restart k3s-agent`)
    await cluster.allReady()
  })
})
