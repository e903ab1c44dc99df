import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mustRun, runCommand } from '@/e2e/lab/hosts/run-command'
import { systemClock } from '@/lib/core/clock'
import type { CloudAccount } from '@/lib/providers/practice/cloud/cloud-account'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import { buildLinodegoCircle, ensureLinodeCli } from './linode-programs'

// Programs that others made for the real Linode, against our fake. Where they disagree, they are right.

let fake: FakeLinode
let home: string
let cli: string

beforeAll(async () => {
  fake = new FakeLinode(new PracticeCloud({ clock: systemClock, delays: { provisioningMs: 30, bootingMs: 30 } }))
  await fake.listen()
  home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-linode-cli-'))
  cli = await ensureLinodeCli()
})
afterAll(async () => {
  await fake?.close()
  await rm(home, { recursive: true, force: true })
})

const open = (username: string): CloudAccount => fake.cloud.openAccount({ username }, `token-of-${username}`)

/** Calls of a token that were answered with neither success nor a refusal that was meant. */
const strangeAnswers = (username: string) =>
  fake.cloud.calls.filter(({ token, status }) => token === `token-of-${username}` && ![200, 400, 404].includes(status))

describe('Linode’s Go client', () => {
  it('goes a whole circle', async () => {
    const account = open('circle')
    const output = await mustRun(await buildLinodegoCircle(), [], {
      env: { ...process.env, LINODE_URL: fake.origin, LINODE_TOKEN: 'token-of-circle' },
    })
    expect(output.trim().split('\n')).toEqual([
      'ok catalogue',
      'ok network and machine',
      'ok balancer',
      'ok volumes and pages',
      'ok refusals',
      'ok clean up',
    ])
    expect(account.left).toBe(0)
    expect(strangeAnswers('circle')).toEqual([])
  })
})

/** The environment of Linode's own program: our fake in Linode's place, and no settings of a person's. */
const surroundings = () => ({
  NODE_ENV: 'test' as const,
  PATH: process.env['PATH'],
  HOME: home,
  PYTHONPATH: cli,
  PYTHONDONTWRITEBYTECODE: '1',
  LINODE_CLI_TOKEN: 'token-of-cli',
  LINODE_CLI_API_HOST: new URL(fake.origin).host,
  LINODE_CLI_API_SCHEME: 'http',
})

const ARGUMENTS = ['-m', 'linodecli', '--json', '--all-columns', '--suppress-warnings', '--no-defaults', '--no-retry']

const Things = z.array(z.looseObject({ id: z.union([z.int(), z.string()]).optional() }))

/** What the program prints of an answer. */
async function linode(...words: readonly string[]): Promise<z.infer<typeof Things>> {
  const output = await mustRun('python3', [...ARGUMENTS, ...words], { env: surroundings() })
  return output.trim() === '' ? [] : Things.parse(JSON.parse(output))
}

async function made(...words: readonly string[]): Promise<string> {
  return String((await linode(...words))[0]?.id)
}

/** Status and words of a call that is refused. */
async function refused(...words: readonly string[]): Promise<string> {
  const { code, stderr, stdout } = await runCommand('python3', [...ARGUMENTS, ...words], { env: surroundings() })
  expect(code).not.toBe(0)
  return `${stdout}${stderr}`
}

const RULE = {
  action: 'ACCEPT',
  label: 'ssh',
  protocol: 'TCP',
  ports: '22',
  addresses: { ipv4: ['192.0.2.0/24'] },
}

describe('Linode’s own program', () => {
  it('goes a whole circle', async () => {
    const account = open('cli')
    expect((await linode('profile', 'view'))[0]).toMatchObject({ username: 'cli' })
    expect(await linode('linodes', 'types')).toContainEqual(expect.objectContaining({ id: 'g6-nanode-1' }))
    expect(await linode('regions', 'list')).toContainEqual(expect.objectContaining({ id: 'de-fra-2', status: 'ok' }))
    expect(await linode('images', 'list')).toContainEqual(expect.objectContaining({ id: 'linode/arch' }))

    const rules = ['--rules.inbound', JSON.stringify([RULE]), '--rules.inbound_policy', 'DROP']
    const outbound = ['--rules.outbound_policy', 'ACCEPT', '--tags', 'buzzcrate', '--tags', 'cluster-1']
    const firewall = await made('firewalls', 'create', '--label', 'fence', ...rules, ...outbound)
    expect(await linode('firewalls', 'rules-list', firewall)).toMatchObject([{ inbound_policy: 'DROP' }])
    const subnets = ['--subnets', JSON.stringify([{ label: 'nodes', ipv4: '10.7.0.0/24' }])]
    const vpc = await made('vpcs', 'create', '--label', 'net', '--region', 'de-fra-2', ...subnets)
    const machine = await made(
      ...['linodes', 'create', '--label', 'web-1', '--region', 'de-fra-2', '--type', 'g6-nanode-1'],
      ...['--image', 'linode/arch', '--root_pass', 'a-Long-and-random-1-password', '--private_ip', 'true'],
      ...['--authorized_keys', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFake panel', '--firewall_id', firewall],
      ...['--metadata.user_data', 'I2Nsb3VkLWNvbmZpZwo=', '--tags', 'buzzcrate', '--tags', 'cluster-1'],
    )
    expect(await linode('linodes', 'list', '--tags', 'cluster-1')).toMatchObject([
      { label: 'web-1', region: 'de-fra-2' },
    ])
    expect(await linode('linodes', 'list', '--tags', 'cluster-2')).toEqual([])
    expect(await linode('linodes', 'list', '--label', 'web-1')).toHaveLength(1)
    expect((await linode('linodes', 'view', machine))[0]).toMatchObject({ status: 'running' })
    expect(await linode('linodes', 'ips-list', machine)).not.toEqual([])
    expect(await linode('firewalls', 'devices-list', firewall)).toHaveLength(1)

    const balancer = await made(
      'nodebalancers',
      'create',
      '--label',
      'ccm-1',
      '--region',
      'de-fra-2',
      '--tags',
      'cluster-1',
    )
    const config = await made('nodebalancers', 'config-create', balancer, '--port', '81', '--protocol', 'tcp')
    const address = ['--address', '192.168.130.2:30081', '--label', 'web-1', '--mode', 'accept']
    const node = await made('nodebalancers', 'node-create', balancer, config, ...address)
    expect(await linode('nodebalancers', 'nodes-list', balancer, config)).toMatchObject([{ address: address[1] }])
    expect(await linode('nodebalancers', 'node-view', balancer, config, node)).toHaveLength(1)
    await linode('nodebalancers', 'node-update', balancer, config, node, '--mode', 'drain')
    expect(await linode('nodebalancers', 'node-view', balancer, config, node)).toMatchObject([{ mode: 'drain' }])
    await linode('nodebalancers', 'node-delete', balancer, config, node)
    await linode('nodebalancers', 'config-delete', balancer, config)

    const volume = await made('volumes', 'create', '--label', 'pvc-1', '--region', 'de-fra-2', '--size', '10')
    await linode('volumes', 'attach', volume, '--linode_id', machine)
    expect(await refused('volumes', 'delete', volume)).toMatch(/400/)
    await linode('volumes', 'detach', volume)
    const events = await linode('events', 'list')
    expect(events.map((event) => event['action'])).toContain('linode_boot')

    expect(
      await refused('linodes', 'create', '--label', 'web-1', '--region', 'de-fra-2', '--type', 'g6-nanode-1'),
    ).toMatch(/Label must be unique/)
    expect(await refused('linodes', 'view', '7')).toMatch(/404[\s\S]*Not found/)
    expect(await refused('linodes', 'list', '--page-size', '7')).toMatch(/page_size/)

    await linode('nodebalancers', 'delete', balancer)
    await linode('linodes', 'delete', machine)
    await linode('volumes', 'delete', volume)
    await linode('firewalls', 'delete', firewall)
    await linode('vpcs', 'delete', vpc)
    expect(account.left).toBe(0)
    expect(strangeAnswers('cli')).toEqual([])
  })
})
