import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ArgumentWatch, sightings } from '@/e2e/canaries'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount, signIn } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { systemClock } from '@/lib/core/clock'
import { closeDatabase, db } from '@/lib/db/client'
import { dumpTables } from '@/lib/db/dump-tables'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { findRoutes } from '@/lib/testing/find-routes'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import { type LocalSshd, makeKeyPair, noSshd, startLocalSshd } from '@/lib/testing/local-sshd'
import { scaledMs } from '@/lib/testing/pace'
import { routeSamples } from '@/lib/testing/route-samples'
import { removeThings, seedThings } from '@/lib/testing/seed-panel'
import { databaseVault } from '@/lib/vault/database-vault'

const canary = (name: string) => `${name}-${randomBytes(12).toString('hex')} "quoted"`
const PASSWORDS = {
  first: canary('first password'),
  wrong: canary('wrong password'),
  changed: canary('changed password'),
  chosen: canary('chosen password'),
}
const SUDO = canary('sudo password')
const PASSPHRASE = canary('passphrase')
const JOIN_SECRET = randomBytes(16).toString('hex')
const KUBE_TOKEN = `kube-${randomBytes(16).toString('hex')}`
const MALFORMED = canary('malformed field')
const cloudToken = () => randomBytes(32).toString('hex')
const CLOUD_TOKENS = { unknown: cloudToken(), lacking: cloudToken(), first: cloudToken(), second: cloudToken() }
const KUBECONFIG = `
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1", certificate-authority-data: Y2E= } }]
users: [{ name: u, user: { token: ${KUBE_TOKEN} } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
`
const canaries = new Map<string, string>([
  ...Object.entries(PASSWORDS),
  ['sudo password', SUDO],
  ['passphrase', PASSPHRASE],
  ['join secret', JOIN_SECRET],
  ['token in the kubeconfig', KUBE_TOKEN],
  ['malformed field', MALFORMED],
  ...Object.entries(CLOUD_TOKENS).map(([name, token]) => [`cloud token, ${name}`, token] as const),
])

const linode = new FakeLinode(new PracticeCloud({ clock: systemClock }))
let folder: string
let sshd: LocalSshd
let panel: TestPanel
let watch: ArgumentWatch
const answers: string[] = []

beforeAll(async () => {
  if (noSshd) return
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-canary-'))
  sshd = await startLocalSshd()
  watch = new ArgumentWatch(canaries)
  await linode.listen()
  panel = await startPanel({
    env: {
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      BUZZCRATE_PRACTICE_PORT: '0',
      BUZZCRATE_ALLOWED_ADDRESSES: '127.0.0.1',
      BUZZCRATE_LINODE_ORIGIN: linode.origin,
    },
  })
})
afterAll(async () => {
  watch?.stop()
  await panel?.stop()
  if (!noSshd) await linode.close()
  await sshd?.remove()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** Calls a route and keeps what it answers, whatever that is. */
async function call(cookie: string, method: string, address: string, body?: unknown): Promise<Record<string, never>> {
  const response = await fetch(`${panel.url}${address}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  answers.push(`${method} ${address} ${response.status}: ${text} ${JSON.stringify([...response.headers])}`)
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
}

/** The part of a private key that is secret, as its file has it. */
const keyMaterial = (privateKey: string) => privateKey.split('\n').slice(3, 5).join('').slice(0, 80)

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(root, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

it.skipIf(noSshd)('keeps every secret that it is given out of logs, tables, files, arguments and answers', async () => {
  const setupToken = new URL(panel.setupUrl ?? '').hash.replace('#token=', '')
  canaries.set('set-up link', setupToken)
  const admin = { name: 'Ada', email: 'ada@example.org', password: PASSWORDS.first }
  let cookie = await createFirstAccount(panel, admin)

  // Accounts: right, wrong, malformed, changed, and by link.
  await call('', 'POST', '/api/auth/sign-in', { email: admin.email, password: PASSWORDS.wrong })
  await call('', 'POST', '/api/auth/sign-in', { email: admin.email, password: [MALFORMED] })
  await call('', 'POST', '/api/auth/sign-in', `{"email":"${admin.email}","password":"${randomBytes(4).toString('hex')}`)
  await call(cookie, 'POST', '/api/account/password', { currentPassword: PASSWORDS.wrong, password: PASSWORDS.changed })
  await call(cookie, 'POST', '/api/account/password', { currentPassword: admin.password, password: PASSWORDS.changed })
  cookie = await signIn(panel, { ...admin, password: PASSWORDS.changed })
  const made: { userId: string; token: string } = await (
    await fetch(`${panel.url}/api/accounts`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Bob', email: 'bob@example.org', role: 'member' }),
    })
  ).json()
  canaries.set('password link', made.token)
  await call('', 'POST', '/api/accounts/password-link', { token: made.token })
  await call('', 'POST', '/api/accounts/choose-password', { token: made.token, password: PASSWORDS.chosen })
  await call('', 'POST', '/api/accounts/choose-password', { token: made.token, password: PASSWORDS.chosen })

  // Keys and a machine that really is logged in to.
  const locked = makeKeyPair(folder, 'locked', 'ed25519', ['-N', PASSPHRASE])
  canaries.set('ssh key with passphrase', keyMaterial(locked.privateKey))
  canaries.set('ssh key', keyMaterial(sshd.privateKey))
  await call(cookie, 'POST', '/api/ssh-keys', { name: 'no passphrase', privateKey: locked.privateKey })
  await call(cookie, 'POST', '/api/ssh-keys', { name: 'wrong', privateKey: locked.privateKey, passphrase: MALFORMED })
  await call(cookie, 'POST', '/api/ssh-keys', { name: 'l', privateKey: locked.privateKey, passphrase: PASSPHRASE })
  await call(cookie, 'POST', '/api/ssh-keys', { name: '', privateKey: sshd.privateKey })
  const { key } = await call(cookie, 'POST', '/api/ssh-keys', { name: 'k', privateKey: sshd.privateKey })
  const common = { loginUser: sshd.user, sshKeyId: key?.['id'], sudoPassword: SUDO }
  await call(cookie, 'POST', '/api/machines', { ...common, list: '127.0.0.1:not-a-port' })
  await call(cookie, 'POST', '/api/machines', { ...common, sudoPassword: { MALFORMED } })
  const added = await call(cookie, 'POST', '/api/machines', { ...common, list: `pi-01 127.0.0.1:${sshd.port}` })
  const [machine] = added['machines'] ?? []
  const machineUrl = `/api/machines/${machine?.['id']}`
  const seen = await call(cookie, 'POST', `${machineUrl}/check`)
  await call(cookie, 'POST', `${machineUrl}/trust`, { fingerprint: seen['machine']?.['offeredFingerprint'] })
  const checked = await call(cookie, 'POST', `${machineUrl}/check`)
  expect(JSON.stringify(checked)).toContain('"architecture"')

  // Tokens of a cloud: unknown there, too weak, kept, and replaced; asked with, and judged for a cluster.
  const cloud = linode.cloud.openAccount({ username: 'ada' }, CLOUD_TOKENS.first)
  linode.cloud.addToken(cloud, CLOUD_TOKENS.second, ['*'])
  linode.cloud.addToken(cloud, CLOUD_TOKENS.lacking, ['linodes:read_only'])
  for (const token of [CLOUD_TOKENS.unknown, CLOUD_TOKENS.lacking, `${CLOUD_TOKENS.first} and more`]) {
    await call(cookie, 'POST', '/api/cloud-accounts', { name: 'cloud', token })
  }
  const kept = await call(cookie, 'POST', '/api/cloud-accounts', { name: 'cloud', token: CLOUD_TOKENS.first })
  const accountUrl = `/api/cloud-accounts/${kept['account']?.['id']}`
  await call(cookie, 'POST', `${accountUrl}/check`)
  await call(cookie, 'POST', `${accountUrl}/catalogue`)
  await call(cookie, 'PUT', `${accountUrl}/token`, { token: CLOUD_TOKENS.second })
  await call(cookie, 'POST', '/api/clusters/preflight', {
    ...{ provider: 'linode', name: 'cloudy', accountId: kept['account']?.['id'], k3sVersion: 'v1.36.1+k3s1' },
    ...{ region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-nanode-1', workerType: 'g6-nanode-1' },
    ...{ workers: 1, lifetimeHours: 4, apps: [] },
  })
  linode.breakNext({ fault: 'html-502', times: 9 })
  await call(cookie, 'POST', `${accountUrl}/check`)
  expect(linode.cloud.calls.length).toBeGreaterThan(10)

  // A cluster with its secrets, which its watcher and a run open and use.
  process.env['DATABASE_URL'] = panel.databaseUrl
  process.env['BUZZCRATE_SECRET_KEY'] = readFileSync(path.join(panel.dataDir, 'secrets/secret-key'), 'utf8').trim()
  canaries.set('secret key', process.env['BUZZCRATE_SECRET_KEY'])
  canaries.set('database password', readFileSync(path.join(panel.dataDir, 'secrets/database-password'), 'utf8').trim())
  const owner = await db().user.findUniqueOrThrow({ where: { email: admin.email } })
  const things = await seedThings(owner.id)
  const label = { ownerId: owner.id, clusterId: things.clusterId }
  await databaseVault().seal(JOIN_SECRET, { ...label, kind: 'k3s-server-token' })
  const kubeconfigSecretId = await databaseVault().seal(KUBECONFIG, { ...label, kind: 'kubeconfig' })
  await db().cluster.update({ where: { id: things.clusterId }, data: { kubeconfigSecretId } })
  await db().runLock.deleteMany()
  const url = `/api/clusters/${things.clusterId}`
  await call(cookie, 'PUT', `${url}/scale`, { namespace: 'default', deployment: 'echo', replicas: 2 })
  await call(cookie, 'GET', `${url}/pods/default/echo-1/log`)
  await call(cookie, 'DELETE', `${url}/pods/default/echo-1`)
  await call(cookie, 'DELETE', url, { name: 'crate' })

  // The secrets that a run makes: a practice cluster has all of them. Where its simulated machines keep their disks,
  // in the tables, these stand as on the disks of real ones.
  const client = new PanelClient(panel.url, cookie)
  const request = { provider: 'practice', name: 'canary', machines: 2, speed: 20, apps: [], troubles: [] }
  const practice = await client.startCluster(request)
  await client.untilRunIs(practice.runId, 'succeeded', scaledMs(60_000))
  const onDisks: string[] = []
  for (const { id, kind } of await db().secret.findMany({ where: { clusterId: practice.clusterId } })) {
    const plain = await databaseVault().open(id)
    const name = `${kind} of a practice cluster`
    canaries.set(name, kind === 'kubeconfig' ? (/token: (\S+)/.exec(plain)?.[1] ?? plain) : plain)
    onDisks.push(name)
  }
  expect(onDisks.length).toBeGreaterThanOrEqual(3)
  await call(cookie, 'GET', `/api/runs/${practice.runId}`)
  await call(cookie, 'GET', `/api/runs/${practice.runId}/log.txt`)
  await call(cookie, 'GET', `/api/clusters/${practice.clusterId}/practice`)
  await call(cookie, 'GET', `/api/clusters/${practice.clusterId}/live`)
  await call(cookie, 'GET', `/clusters/${practice.clusterId}`)
  await call(cookie, 'GET', `/clusters/${practice.clusterId}/runs/1`)

  // Everything that can be read, by the admin.
  const samples = routeSamples({
    ...things,
    userId: made.userId,
    machineId: machine?.['id'] ?? '',
    sshKeyId: key?.['id'] ?? '',
  })
  for (const { name, method } of await findRoutes()) {
    // The kubeconfig is given to its owner on purpose; the stream has no end.
    if (method !== 'GET' || /kubeconfig|\/live$/.test(name)) continue
    const { params = {} } = samples[name] ?? {}
    await call(
      cookie,
      'GET',
      name.slice(4).replaceAll(/\[(\w+)\]/g, (_, param: string) => params[param] ?? 'none'),
    )
  }
  for (const page of ['/', '/machines', '/keys', '/clouds', '/users', '/settings', `/clusters/${things.clusterId}`]) {
    await call(cookie, 'GET', page)
  }
  watch.stop()

  const found: string[] = []
  const look = (where: string, text: string, except: readonly string[] = []) => {
    for (const name of sightings(text, canaries)) if (!except.includes(name)) found.push(`${name} in ${where}`)
  }
  // The link is printed on purpose, once, for the person who started the panel.
  look('logs', panel.output(), ['set-up link'])
  expect(panel.output().split(setupToken)).toHaveLength(2)
  for (const answer of answers) look(`answer to ${answer.slice(0, 60)}`, answer)
  await dumpTables(panel.databaseUrl, path.join(folder, 'tables'))
  for (const file of filesOf(path.join(folder, 'tables'))) {
    const name = path.basename(file)
    look(name, readFileSync(file, 'latin1'), name.startsWith('practice_') ? onDisks : [])
  }
  // Also what Postgres wrote: its own files, its log of changes.
  for (const file of filesOf(panel.dataDir)) {
    if (file.startsWith(path.join(panel.dataDir, 'secrets'))) continue
    const except = path.basename(file) === 'panel.json' ? ['set-up link', 'database password'] : onDisks
    look(path.relative(panel.dataDir, file), readFileSync(file, 'latin1'), except)
  }
  expect(found).toEqual([])
  expect([...watch.seen]).toEqual([])
  expect(watch.looks).toBeGreaterThan(20)
  expect(sshd.log()).toContain('Accepted publickey')
  await removeThings(owner.id)
  await closeDatabase()
})

it('would see a secret in the arguments of a program, in any of its forms', async () => {
  const secret = canary('seen')
  const one = new Map([['secret', secret]])
  const seeing = new ArgumentWatch(one, 5)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', secret])
  await expect.poll(() => seeing.seen.size, { timeout: scaledMs(5_000) }).toBe(1)
  child.kill()
  seeing.stop()
  const forms = [secret, Buffer.from(secret).toString('base64'), Buffer.from(`x${secret}`).toString('base64url')]
  for (const form of forms) expect(sightings(`a ${form} b`, one)).toEqual(['secret'])
  expect(sightings('nothing here', one)).toEqual([])
})
