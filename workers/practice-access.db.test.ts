import { Agent, request } from 'node:https'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { systemClock, waitFor } from '@/lib/core/clock'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { changeUser } from '@/lib/features/accounts/change-user'
import { endOtherSessions } from '@/lib/features/accounts/sessions'
import { writePassword } from '@/lib/features/accounts/write-user'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { downloadKubeconfig } from '@/lib/features/live-clusters/download-kubeconfig'
import { SERVER_CA_FILE } from '@/lib/k3s/config'
import { accessToken, endlessToken, panelToken } from '@/lib/providers/practice/host/access-tokens'
import { practiceKubeconfig } from '@/lib/providers/practice/host/practice-kubeconfig'
import { Simulation } from '@/lib/providers/practice/world/simulation'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'

provideTestDatabase()

const anna = { userId: 'anna', role: 'member' } as const
const root = { userId: 'root', role: 'admin' } as const
const never = new AbortController().signal
const stops: (() => unknown)[] = []
const practiceKey = () => derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')
let clusterId = ''
let authority = ''
let url = ''

beforeAll(async () => {
  for (const id of ['anna', 'bert']) await db().user.create({ data: { id, name: id, email: `${id}@example.org` } })
  await db().user.create({ data: { id: 'root', name: 'root', email: 'root@example.org', role: 'admin' } })
})

beforeEach(async () => {
  await db().cluster.deleteMany({})
  await db().machine.deleteMany({})
  const asked = { provider: 'practice', name: 'crate', machines: 1, speed: 20, apps: [], troubles: [] } as const
  clusterId = (await createCluster(anna, { ...asked, apps: [], troubles: [] })).clusterId
  const machine = await db().practiceMachine.findFirstOrThrow({ where: { clusterId } })
  const world = await startWorld()
  const write = { do: 'write', path: SERVER_CA_FILE, text: 'authority', mode: 0o644 } as const
  const silent = { onLine: () => undefined, onProgress: () => undefined }
  const cluster = await world.cluster(clusterId)
  await cluster?.operate(machine.id, write, silent, never)
  // k3s runs there, as after a run.
  const row = await db().practiceWorld.findFirstOrThrow()
  ;[authority, url] = [row.authority, `${world.url}/clusters/${clusterId}`]
  await keep(panelToken(practiceKey(), clusterId))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await closeRunQueue()
  await closeBus()
})

async function startWorld(): Promise<Simulation> {
  const quiet = { listenOn: '127.0.0.1', host: '127.0.0.1', port: 0, appPorts: undefined, onError: () => undefined }
  const world = await Simulation.start({ ...quiet, key: practiceKey(), signal: never })
  stops.push(() => world.stop())
  return world
}

/** What the panel keeps of the cluster, as a run leaves it. */
async function keep(token: string): Promise<void> {
  const text = practiceKubeconfig({ url, authority, token, name: 'practice-crate' })
  const kubeconfigSecretId = await databaseVault().seal(text, { kind: 'kubeconfig', ownerId: 'anna', clusterId })
  await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
}

async function download(): Promise<string> {
  const { text } = await downloadKubeconfig(anna, clusterId)
  return String(parse(text).users[0].user.token)
}

interface Seen {
  readonly status: number
  readonly body: string
}

/** What the API answers; the connection breaks when k3s does not run, which is past the question whose token it is. */
function get(token: string, path = '/api/v1/namespaces'): Promise<Seen | 'let in'> {
  const agent = new Agent()
  return new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { agent, ca: authority, headers: { authorization: `Bearer ${token}` } })
    asking.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    asking.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve('let in') : reject(error),
    )
    asking.end()
  })
}

const ENDED = { status: 401, body: expect.stringContaining('download a new one from the cluster’s page') }
const STRANGER = { status: 401, body: expect.stringContaining('"message":"Unauthorized"') }

/** Within seconds, since the answer of the database counts for two. */
const untilEnded = (token: string) =>
  waitFor<true>({
    look: async () => {
      const seen = await get(token)
      return seen !== 'let in' && seen.status === 401 ? true : undefined
    },
    everyMs: 200,
    deadlineMs: scaledMs(10_000),
    onDeadline: () => new AppError('still-in', { userMessage: 'The token still works.' }),
    clock: systemClock,
    signal: never,
  })

describe('the kubeconfig of a practice cluster', () => {
  it('is not the panel’s own, has an end, and ends the one before', async () => {
    const first = await download()
    expect(first).not.toBe(panelToken(practiceKey(), clusterId))
    expect(await get(first)).toBe('let in')
    const second = await download()
    await untilEnded(first)
    expect(await get(first)).toEqual(ENDED)
    expect(await get(second)).toBe('let in')
    const row = await db().practiceAccess.findFirstOrThrow({ where: { clusterId } })
    expect(Math.round((row.expiresAt.getTime() - row.createdAt.getTime()) / 86_400_000)).toBe(30)
  })

  it('is seen when it is used, which what the panel itself asks is not', async () => {
    await get(panelToken(practiceKey(), clusterId))
    expect(await db().clusterSighting.count({ where: { clusterId } })).toBe(0)
    await get(await download())
    const look = () => db().clusterSighting.findMany({ where: { clusterId } })
    const seen = await waitFor({
      look: async () => ((await look()).length > 0 ? await look() : undefined),
      ...{ everyMs: 50, deadlineMs: scaledMs(10_000), clock: systemClock, signal: never },
      onDeadline: () => new AppError('unseen', { userMessage: 'Nobody was seen.' }),
    })
    expect(seen).toMatchObject([{ kind: 'kubectl' }])
  })

  it('gets 401, with the way out, once its time is over', async () => {
    const past = { id: 'x', expiresAt: Date.now() - 1_000 }
    expect(await get(accessToken(practiceKey(), clusterId, past))).toEqual(ENDED)
    const token = await download()
    await db().practiceAccess.updateMany({ data: { expiresAt: new Date(Date.now() - 1_000) } })
    expect(await get(token)).toEqual(ENDED)
  })

  it('ends with the account: disabled, another password, signed out everywhere', async () => {
    const ways = [
      () => changeUser(root, 'anna', { disabled: true }),
      () => db().$transaction((transaction) => writePassword(transaction, 'anna', 'hash')),
      () =>
        endOtherSessions({ ...anna, owesSecondFactor: false, sessionId: 's', name: 'anna', email: 'anna@example.org' }),
      () => db().user.update({ where: { id: 'anna' }, data: { banned: true } }),
    ]
    for (const end of ways) {
      await db().user.update({ where: { id: 'anna' }, data: { banned: false } })
      const token = await download()
      expect(await get(token)).toBe('let in')
      await end()
      await untilEnded(token)
    }
    await db().user.update({ where: { id: 'anna' }, data: { banned: false } })
  })

  it('is nobody’s else, and what everybody had before there was an end opens nothing', async () => {
    const stranger = accessToken(practiceKey(), 'another', { id: 'x', expiresAt: Date.now() + 60_000 })
    for (const token of ['', 'x', stranger, `x.9999999999.${'a'.repeat(43)}`, endlessToken(practiceKey(), clusterId)])
      expect(await get(token)).toEqual(STRANGER)
    await expect(downloadKubeconfig({ userId: 'bert', role: 'member' }, clusterId)).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('that the panel kept from before is put right at the next start', async () => {
    await keep(endlessToken(practiceKey(), clusterId))
    for (const stop of stops.splice(0).reverse()) await stop()
    await startWorld()
    const { kubeconfigSecretId } = await db().cluster.findUniqueOrThrow({ where: { id: clusterId } })
    const text = await databaseVault().open(kubeconfigSecretId ?? '')
    expect(parse(text).users[0].user.token).toBe(panelToken(practiceKey(), clusterId))
  })

  it('is gone with a person who is deleted', async () => {
    const token = await download()
    await db().user.delete({ where: { id: 'anna' } })
    expect(await db().practiceAccess.count()).toBe(0)
    await untilEnded(token)
  })
})
