import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { UserRole } from '@/lib/contracts/accounts'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { createUser } from '@/lib/features/accounts/create-user'
import { signIn } from '@/lib/features/accounts/sign-in'
import { writePassword } from '@/lib/features/accounts/write-user'
import { cardTokenHash } from '@/lib/features/cards/card-token'
import { imagesFolder } from '@/lib/features/cards/image-folder'
import { generateKeyPair } from '@/lib/remote/key-pair'
import { databaseVault } from '@/lib/vault/database-vault'
import { base64, kubeCredentials } from './kube-credentials'
import { removeClasses, seedClass } from './seed-class'
import { EMPTY_PLAN } from './seed-run'

/** One thing of each kind that a person can have. */
export interface Things {
  readonly sshKeyId: string
  readonly machineId: string
  readonly freeMachineId: string
  readonly clusterId: string
  readonly runId: string
  readonly practiceClusterId: string
  readonly practiceMachineId: string
  readonly cloudAccountId: string
  readonly cardBatchId: string
  readonly cardImageId: string
  readonly cardLinkId: string
  readonly practiceBoardId: string
  /** Of the cluster with itself. */
  readonly raceId: string
  /** Of a class of theirs, with one student. */
  readonly classId: string
  readonly studentId: string
}

export interface SeededPerson {
  readonly userId: string
  /** `cookie` header of a session. */
  readonly cookie: string
}

/** The token of every seeded account at a cloud; the stand-in of `provideRoutes` knows it. */
export const SEEDED_CLOUD_TOKEN = 'seeded-cloud-token'
export const SEEDED_CLOUD_USER = 'seeded'

const PASSWORD = 'four words for a test'
const ROOT = { userId: 'nobody', role: 'admin' } as const

/** A person with a session of their own. `passwordHash` is the hash of any password: hashing each anew is slow. */
export async function seedPerson(name: string, role: UserRole, passwordHash: string): Promise<SeededPerson> {
  const email = `${name.toLowerCase()}-${newId()}@example.org`
  const { userId } = await createUser(ROOT, { name, email, role })
  await writePassword(db(), userId, passwordHash)
  const { cookies } = await signIn({ email, password: PASSWORD }, new Headers({ 'x-buzzcrate-peer': '127.0.0.1' }))
  return { userId, cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }
}

export const SEEDED_PASSWORD = PASSWORD

/**
 * Gives a person a key, two machines (nothing answers at their addresses), a cluster with a run and an app, a practice
 * cluster, an account at a cloud, a race, and a class.
 */
export async function seedThings(ownerId: string): Promise<Things> {
  const [sshKeyId, machineId, freeMachineId, clusterId, runId] = [newId(), newId(), newId(), newId(), newId()]
  const [practiceClusterId, practiceMachineId] = [newId(), newId()]
  const { privateKey, publicKey, fingerprint } = generateKeyPair('seeded')
  const vault = databaseVault()
  const secretId = await vault.seal(privateKey, { kind: 'ssh-private-key', ownerId })
  await db().sshKey.create({
    data: { id: sshKeyId, ownerId, name: `key-${sshKeyId}`, publicKey, fingerprint, secretId },
  })
  const kubeconfigSecretId = await vault.seal(KUBECONFIG, { kind: 'kubeconfig', ownerId, clusterId })
  await db().cluster.create({
    data: {
      id: clusterId,
      ownerId,
      provider: 'boards',
      name: 'crate',
      definition: {
        name: 'crate',
        provider: 'boards',
        k3sVersion: 'v1.36.1+k3s1',
        machines: [{ machineId, role: 'server' }],
      },
      phase: 'ready',
      kubeconfigSecretId,
      apps: { create: { id: newId(), app: 'go-echo', version: '1' } },
    },
  })
  const machine = { ownerId, loginUser: 'pi', sshKeyId, address: '127.0.0.1' }
  // Port 1 on the loopback: refused at once.
  await db().machine.createMany({
    data: [
      { ...machine, id: machineId, name: `pi-${machineId}`, port: 1, clusterId, clusterRole: 'server' },
      { ...machine, id: freeMachineId, name: `pi-${freeMachineId}`, port: 2 },
    ],
  })
  await db().machinePhoto.create({ data: { machineId: freeMachineId, type: 'image/jpeg', bytes: new Uint8Array(4) } })
  await db().run.create({
    data: {
      id: runId,
      ...{ subjectType: 'cluster', subjectId: clusterId, ownerId, provider: 'boards' },
      number: 1,
      recipe: EMPTY_PLAN.recipe,
      title: 'Creating crate',
      plan: JSON.parse(JSON.stringify(EMPTY_PLAN)),
      status: 'held',
      actorId: ownerId,
    },
  })
  await db().runLock.create({ data: { key: `cluster:${clusterId}`, runId } })
  await seedPractice(ownerId, practiceClusterId, practiceMachineId)
  const cloudAccountId = await seedCloudAccount(ownerId)
  const raceId = newId()
  const sides = { leftClusterId: clusterId, rightClusterId: clusterId }
  await db().race.create({ data: { id: raceId, ownerId, name: 'seeded', ...sides } })
  return {
    ...{ sshKeyId, machineId, freeMachineId, clusterId, runId },
    ...{ practiceClusterId, practiceMachineId, cloudAccountId, raceId },
    ...(await seedClass(ownerId)),
    ...(await seedCards(ownerId, freeMachineId, sshKeyId)),
    practiceBoardId: await seedPracticeBoard(ownerId),
  }
}

async function seedPractice(ownerId: string, clusterId: string, machineId: string): Promise<void> {
  const definition = {
    name: 'practice',
    provider: 'practice',
    k3sVersion: 'v1.36.1+k3s1',
    machines: [{ machineId, role: 'server' }],
    speed: 20,
  }
  await db().cluster.create({
    data: { id: clusterId, ownerId, provider: 'practice', name: 'practice', definition, phase: 'ready' },
  })
  const machine = { id: machineId, name: `practice-${machineId}`, address: `10.128.0.1-${machineId}` }
  await db().practiceCluster.create({
    data: { clusterId, speed: 20, machines: { create: { ...machine, number: 1 } } },
  })
  const row = { ...machine, ownerId, provider: 'practice', loginUser: 'root', clusterId, clusterRole: 'server' }
  await db().machine.create({ data: row })
}

/** Off, and without a card. */
async function seedPracticeBoard(ownerId: string): Promise<string> {
  const id = newId()
  const machine = { id, ownerId, provider: 'practice-boards', name: `practice-${id}`, loginUser: 'root' }
  const board = { speed: 20, model: 'Raspberry Pi 4 Model B', memoryMib: 4_096, address: `198.18.0.1-${id}` }
  await db().machine.create({ data: { ...machine, practiceBoard: { create: board } } })
  return id
}

/** A card that is ready, with an address for it; its file is a few bytes. */
async function seedCards(ownerId: string, machineId: string, sshKeyId: string) {
  const [cardBatchId, cardImageId, cardLinkId] = [newId(), newId(), newId()]
  const expiresAt = new Date(Date.now() + 86_400_000)
  const settings = {
    ...{ timeZone: 'UTC', network: { kind: 'dhcp' } },
    ...{ sshKeyId, panelUrl: 'http://panel.test', clockMs: 0 },
  }
  const image = {
    ...{ id: cardImageId, machineId, profile: 'raspberry-pi-4', os: 'debian-12', status: 'ready', hostKey: '' },
    ...{ bytes: 9, sha256: 'a'.repeat(64), file: 'card.img.xz', fileBytes: 9, fileSha256: 'b'.repeat(64) },
    ...{ bmapFile: 'card.bmap', readyAt: new Date(), expiresAt },
  }
  await db().cardBatch.create({
    data: { id: cardBatchId, ownerId, name: 'one card', settings, images: { create: image } },
  })
  await db().cardLink.create({ data: { id: cardLinkId, ownerId, hash: cardTokenHash(cardLinkId), expiresAt } })
  const folder = path.join(imagesFolder(), 'cards', cardImageId)
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'card.img.xz'), 'not an xz')
  return { cardBatchId, cardImageId, cardLinkId }
}

async function seedCloudAccount(ownerId: string): Promise<string> {
  const id = newId()
  const tokenSecretId = await databaseVault().seal(SEEDED_CLOUD_TOKEN, { kind: 'linode-token', ownerId })
  const account = { name: `work-${id}`, username: SEEDED_CLOUD_USER, tokenSecretId }
  await db().cloudAccount.create({ data: { ...account, id, ownerId, provider: 'linode', checkedAt: new Date() } })
  return id
}

/** Takes away everything that a person has, so that they can be given it anew. */
export async function removeThings(ownerId: string): Promise<void> {
  await removeClasses(ownerId)
  await db().cardBatch.deleteMany({ where: { ownerId } })
  await db().cardLink.deleteMany({ where: { ownerId } })
  await db().machine.deleteMany({ where: { ownerId } })
  await db().run.deleteMany({ where: { ownerId } })
  await db().cluster.deleteMany({ where: { ownerId } })
  await db().sshKey.deleteMany({ where: { ownerId } })
  await db().cloudAccount.deleteMany({ where: { ownerId } })
  await db().secret.deleteMany({ where: { ownerId } })
}

/** Of a cluster where nothing listens. */
const KUBECONFIG = `
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1", certificate-authority-data: ${base64(kubeCredentials.authority)} } }]
users: [{ name: u, user: { token: sesame } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
`
