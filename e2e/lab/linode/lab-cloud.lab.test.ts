import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LinodeConnection } from '@/lib/linode/connection'
import { createInstance, deleteInstance, getInstance, getInstanceAddresses } from '@/lib/linode/instances'
import { createFirewall } from '@/lib/linode/networks'
import { cloudConfig } from '@/lib/providers/linode/cloud-config'
import { firewallRequest, machineRequest, NEVER } from '@/lib/testing/linode/linode-calls'
import { scaledMs } from '@/lib/testing/pace'
import { canRun } from '../hosts/lab-support'
import { mustRun, runCommand } from '../hosts/run-command'
import { LabCloud } from './lab-cloud'

const support = await canRun()

describe.skipIf(!support.ok)('machines of a cloud in the lab', () => {
  let cloud: LabCloud
  let linode: LinodeConnection
  beforeAll(async () => {
    cloud = await LabCloud.start(`cloud-${process.pid}`)
    linode = cloud.connection()
  })
  afterAll(() => cloud?.close())

  const runs = (id: number) =>
    expect
      .poll(async () => (await getInstance(linode, id, NEVER))?.status, { timeout: scaledMs(60_000), interval: 200 })
      .toBe('running')

  /** A key pair as lines of text. */
  async function keyPair(name: string): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
    const file = path.join(cloud.lab.folder, name)
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file])
    const read = (one: string) => mustRun('cat', [one])
    return { privateKey: await read(file), publicKey: (await read(`${file}.pub`)).trim() }
  }

  it('are hosts that are who their user data say, with the host key that was decided before', async () => {
    const [login, hostKey] = [await keyPair('login'), await keyPair('host-key')]
    const { thing: firewall } = await createFirewall(linode, firewallRequest('fence'), NEVER)
    const userData = cloudConfig({ hostname: 'crate-1', loginKey: login.publicKey, hostKey })
    const request = { ...machineRequest('crate-1-abc', firewall.id), userData, image: 'linode/debian12' }
    const { thing } = await createInstance(linode, request, NEVER)
    await runs(thing.id)
    const found = await getInstanceAddresses(linode, thing.id, NEVER)
    const address = found?.public[0] ?? ''

    const known = path.join(cloud.lab.folder, 'pinned')
    await writeFile(known, `${address} ${hostKey.publicKey.split(' ').slice(0, 2).join(' ')}\n`)
    const options = ['-F', '/dev/null', '-o', `UserKnownHostsFile=${known}`, '-o', 'StrictHostKeyChecking=yes']
    const login1 = ['-i', path.join(cloud.lab.folder, 'login'), '-o', 'BatchMode=yes', `root@${address}`]
    const words = 'hostname; hostname -I; grep -c crate-1 /etc/hosts'
    // cloud-init starts the SSH server once more, so the first connection may break.
    let stdout = ''
    await expect
      .poll(
        async () => {
          const said = await runCommand('ssh', [...options, ...login1, words])
          stdout = said.stdout
          return said.stderr
        },
        { timeout: scaledMs(20_000) },
      )
      .toBe('')
    const [hostname, addresses, count] = stdout.trim().split('\n')
    expect(hostname).toBe('crate-1')
    expect(addresses?.trim().split(' ')).toEqual([address, found?.private[0]])
    expect(Number(count)).toBeGreaterThan(0)
    const offered = await mustRun('ssh-keyscan', ['-T', '5', address])
    const keys = offered.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(keys).toEqual([`${address} ${hostKey.publicKey.split(' ').slice(0, 2).join(' ')}`])

    await balances(found?.private[0] ?? '')
    await deleteInstance(linode, thing.id, NEVER)
    await cloud.settled()
    expect(cloud.lab.hosts).toEqual([])
    expect(await runCommand('ip', ['link', 'show', 'master', cloud.lab.state.bridge])).toMatchObject({ stdout: '' })
    expect(cloud.errors).toEqual([])
  })

  /** A NodeBalancer passes on to what listens on a machine, and goes. */
  async function balances(backend: string): Promise<void> {
    const serve = 'systemd-run --quiet --unit=web python3 -m http.server 30081 --directory /etc'
    await cloud.host('crate-1-abc').mustExec(serve)
    const token = linode.account.token
    const ask = (method: string, at: string, body: unknown) =>
      fetch(`${cloud.fake.origin}/v4${at}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const nodes = [{ label: 'crate-1', address: `${backend}:30081` }]
    const made = await ask('POST', '/nodebalancers', {
      ...{ label: 'ccm-1', region: 'de-fra-2' },
      configs: [{ port: 81, nodes }],
    })
    const { id, ipv4 } = Object(await made.json())
    await expect
      .poll(() => fetch(`http://${ipv4}:81/hostname`).then((answer) => answer.text(), String), {
        timeout: scaledMs(20_000),
      })
      .toBe('crate-1\n')
    expect((await ask('DELETE', `/nodebalancers/${id}`, undefined)).status).toBe(200)
    await expect.poll(() => mustRun('ip', ['-4', 'addr', 'show', 'dev', cloud.lab.state.bridge])).not.toContain(ipv4)
  }
})
