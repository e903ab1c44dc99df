import { classSamples } from './class-samples'
import { SEEDED_CLOUD_TOKEN, type Things } from './seed-panel'

/** A good request to a route, as far as a stranger could tell. */
export interface RouteSample {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Another kind of body that the route takes. */
  readonly otherBody?: unknown
  /** The body is a file. */
  readonly raw?: string
}

const VERSION = 'v1.36.1+k3s1'
const FINGERPRINT = `SHA256:${'A'.repeat(43)}`
/** As far as anybody looks who shows nothing. */
export const TINY_JPEG = '/9j/4AAHSkZJRgD/wAAHZnJhbWX/2gAGc2NhbgECA//Z'
const TOKEN = 't'.repeat(32)

/** Good requests for the things of one person, by the route's name. A route without an entry takes no input. */
export function routeSamples(things: Things & { readonly userId: string }): Readonly<Record<string, RouteSample>> {
  const { sshKeyId, machineId, freeMachineId, clusterId, runId, practiceClusterId, practiceMachineId, userId } = things
  const account = { params: { accountId: things.cloudAccountId } }
  const practice = { params: { clusterId: practiceClusterId } }
  const batch = { params: { batchId: things.cardBatchId } }
  const key = { params: { keyId: sshKeyId } }
  const machine = { params: { machineId: freeMachineId } }
  const cluster = { params: { clusterId } }
  const run = { params: { runId } }
  const user = { params: { userId } }
  const app = { params: { appId: 'go-echo' } }
  const pod = { params: { clusterId, namespace: 'default', pod: 'echo-1' } }
  const newCluster = {
    body: {
      name: 'second-crate',
      provider: 'boards',
      k3sVersion: VERSION,
      machines: [{ machineId: freeMachineId, role: 'server' }],
      apps: ['go-echo'],
      allowCgroupV1: false,
    },
    otherBody: {
      provider: 'practice',
      name: 'third-crate',
      machines: 2,
      speed: 20,
      apps: ['go-echo'],
      troubles: [{ machine: 2, trouble: 'slow' }],
    },
  }
  return {
    'POST /api/account/password': { body: { currentPassword: 'not the right one', password: 'a whole new password' } },
    'POST /api/accounts': { body: { name: 'Eve', email: 'eve@example.org', role: 'member' } },
    'PATCH /api/accounts/[userId]': { ...user, body: { name: 'Bob', disabled: false } },
    'DELETE /api/accounts/[userId]': user,
    'POST /api/accounts/[userId]/password-link': user,
    'POST /api/accounts/choose-password': { body: { token: TOKEN, password: 'a whole new password' } },
    'POST /api/accounts/password-link': { body: { token: TOKEN } },
    'PUT /api/apps/[appId]/image': { ...app, query: { architecture: 'amd64' }, raw: 'no image' },
    'PUT /api/apps/[appId]/registry-image': { ...app, body: { image: 'registry.lan/echo:1.0' } },
    'POST /api/artifacts': { body: { version: VERSION, architectures: ['amd64'] } },
    'PATCH /api/artifacts': { body: { releasesUrl: 'http://127.0.0.1:1/mirror' } },
    'DELETE /api/artifacts': { query: { version: VERSION } },
    'PUT /api/artifacts/upload': { query: { version: VERSION, name: 'sha256sum-amd64.txt' }, raw: 'no checksums' },
    'POST /api/card-sources': {
      body: { slot: 'image armbian rock-5b', way: 'fetch', address: 'https://127.0.0.1:1/image.img.xz' },
      otherBody: { slot: 'root debian-12-arm64.tar', way: 'make' },
    },
    'PUT /api/card-sources/upload': {
      query: { slot: 'boot-loader odroid-c4 u-boot.bin.sd.bin', name: 'u-boot.bin.sd.bin' },
      raw: 'no boot loader',
    },
    'DELETE /api/card-sources': { query: { slot: 'image armbian rock-5b' } },
    'POST /api/auth/second-factor': {
      body: { kind: 'app', code: '123456' },
      otherBody: { kind: 'recovery', code: 'abcde-fghjk' },
    },
    'POST /api/account/second-factor': { body: { password: 'not the right one' } },
    'DELETE /api/account/second-factor': { body: { password: 'not the right one' } },
    'POST /api/account/second-factor/confirm': { body: { code: '123456' } },
    'POST /api/account/second-factor/recovery-codes': { body: { password: 'not the right one' } },
    'DELETE /api/accounts/[userId]/second-factor': user,
    'PUT /api/accounts/second-factor-demand': { body: { ofAdmins: false } },
    'POST /api/auth/sign-in': { body: { email: 'eve@example.org', password: 'not the right one' } },
    'PUT /api/cloud-controller': { body: { image: `registry.lan/controller@sha256:${'0'.repeat(64)}` } },
    'PUT /api/cloud-controller/image': { raw: 'no image' },
    'POST /api/cloud-accounts': { body: { name: 'second account', token: SEEDED_CLOUD_TOKEN } },
    'GET /api/cloud-accounts/[accountId]': account,
    'PATCH /api/cloud-accounts/[accountId]': { ...account, body: { name: 'renamed account' } },
    'DELETE /api/cloud-accounts/[accountId]': account,
    'POST /api/cloud-accounts/[accountId]/check': account,
    'PUT /api/cloud-accounts/[accountId]/token': { ...account, body: { token: SEEDED_CLOUD_TOKEN } },
    'GET /api/cloud-accounts/[accountId]/catalogue': account,
    'POST /api/cloud-accounts/[accountId]/catalogue': account,
    'POST /api/cloud-accounts/[accountId]/sweep/look': account,
    'POST /api/cloud-accounts/[accountId]/sweep': {
      ...account,
      body: { things: [{ kind: 'machine', remoteId: 1 }], typedName: `work-${things.cloudAccountId}` },
    },
    'PATCH /api/cloud-accounts/[accountId]/sweep': { ...account, body: { daily: false } },
    'POST /api/clusters': newCluster,
    'POST /api/clusters/preflight': newCluster,
    'GET /api/clusters/[clusterId]': cluster,
    'DELETE /api/clusters/[clusterId]': { ...cluster, body: { name: 'crate' } },
    'POST /api/clusters/[clusterId]/apps': { ...cluster, body: { app: 'go-echo', inputs: { replicas: 2 } } },
    'POST /api/clusters/[clusterId]/manifests': { ...cluster, body: { name: 'my-shop', yaml: 'kind: Nothing' } },
    'POST /api/clusters/[clusterId]/manifests/look': { ...cluster, body: { yaml: 'kind: Nothing' } },
    'PUT /api/clusters/[clusterId]/apps/[appId]': {
      params: { clusterId, appId: 'go-echo' },
      body: { inputs: { replicas: 3 } },
    },
    'DELETE /api/clusters/[clusterId]/apps/[appId]': {
      params: { clusterId, appId: 'go-echo' },
      query: { images: 'keep' },
    },
    'GET /api/clusters/[clusterId]/cost': cluster,
    'POST /api/clusters/[clusterId]/lifetime': cluster,
    'PUT /api/clusters/[clusterId]/lifetime': { ...cluster, body: { endsAt: 7e12, latestAt: null } },
    'POST /api/clusters/[clusterId]/access': cluster,
    'PUT /api/cloud-limits': { body: { cloudMachines: 100, cloudDollars: 1_000 } },
    'PUT /api/costs/desk': {
      body: { items: [{ name: 'board', count: 5, price: 80, watts: 6 }], kWhPrice: 0.25, cloudMonthly: 140 },
    },
    'GET /api/clusters/[clusterId]/deletion': cluster,
    'GET /api/clusters/[clusterId]/kubeconfig': cluster,
    'GET /api/clusters/[clusterId]/live': cluster,
    'DELETE /api/clusters/[clusterId]/pods/[namespace]/[pod]': pod,
    'GET /api/clusters/[clusterId]/practice': practice,
    'PUT /api/practice/limits': { body: { aMember: 5, aPanel: 40 } },
    'PUT /api/storage': { body: { logDays: 90, logTotalMb: 2_000, freePercent: 5, freeMb: 1_000 } },
    'POST /api/clusters/[clusterId]/practice': { ...practice, body: { machineId: practiceMachineId, trouble: 'none' } },
    'GET /api/clusters/[clusterId]/pods/[namespace]/[pod]/log': { ...pod, query: { tail: '10', previous: 'false' } },
    'PUT /api/clusters/[clusterId]/scale': {
      ...cluster,
      body: { namespace: 'default', deployment: 'echo', replicas: 2 },
    },
    'GET /api/live': {
      query: { topics: `run:${runId},run:${runId}:log,cluster:${clusterId}`, from: `run:${runId}=1` },
    },
    'POST /api/machines': {
      body: {
        list: 'pi-01 127.0.0.1:3',
        machines: [{ name: 'pi-02', address: '127.0.0.1', port: 4, loginUser: 'root' }],
        loginUser: 'pi',
        sshKeyId,
        sudoPassword: 'sesame',
      },
    },
    'GET /api/machines/[machineId]': machine,
    'PATCH /api/machines/[machineId]': {
      ...machine,
      body: { name: 'pi-03', address: '127.0.0.1', port: 5, loginUser: 'pi', sudoPassword: 'sesame', position: 1 },
    },
    'DELETE /api/machines/[machineId]': machine,
    'POST /api/machines/[machineId]/check': machine,
    'POST /api/machines/[machineId]/fix': { ...machine, body: { fix: 'set-clock' } },
    'POST /api/machines/[machineId]/trust': { ...machine, body: { fingerprint: FINGERPRINT } },
    'PUT /api/machines/desk': { body: { spots: [{ machineId: freeMachineId, row: 0, column: 2 }] } },
    'POST /api/machines/scan': { body: { network: '10.255.255.252/30' } },
    'POST /api/machines/[machineId]/retire': machine,
    'POST /api/machines/[machineId]/bring-back': machine,
    'POST /api/machines/[machineId]/first-boot': { ...machine, body: { accept: false } },
    'GET /api/machines/[machineId]/photo': machine,
    'PUT /api/machines/[machineId]/photo': { ...machine, body: { base64: TINY_JPEG } },
    'DELETE /api/machines/[machineId]/photo': machine,
    'POST /api/cards': {
      body: {
        machineIds: [freeMachineId],
        newNames: ['bee-1', 'bee-2'],
        profile: 'raspberry-pi-4',
        os: 'debian-12',
        sshKeyId,
        network: { kind: 'static', first: '192.168.1.20/24', gateway: '192.168.1.1', nameservers: ['192.168.1.1'] },
        wifi: { ssid: 'hive', passphrase: 'honey and wax', country: 'AT' },
        timeZone: 'UTC',
      },
    },
    'GET /api/cards/[batchId]': batch,
    'DELETE /api/cards/[batchId]': batch,
    'GET /api/cards/images/[imageId]/[file]': {
      params: { imageId: things.cardImageId, file: `pi-${freeMachineId}.img.xz` },
    },
    'POST /api/practice/boards': { body: { count: 2, profile: 'raspberry-pi-4', speed: 20 } },
    'POST /api/practice/boards/[machineId]/write': {
      params: { machineId: things.practiceBoardId },
      body: { path: '/dev/practice', bytes: 32_000_000_000, confirmation: 'Practice Reader PR-0001' },
    },
    'POST /api/practice/boards/[machineId]/power-on': { params: { machineId: things.practiceBoardId } },
    'GET /api/cards/images/[imageId]/drives': { params: { imageId: things.cardImageId } },
    'POST /api/cards/images/[imageId]/write': {
      params: { imageId: things.cardImageId },
      body: { path: '/dev/sdz', bytes: 1, confirmation: 'no drive' },
    },
    'DELETE /api/cards/images/[imageId]/write': { params: { imageId: things.cardImageId } },
    'DELETE /api/cards/links/[linkId]': { params: { linkId: things.cardLinkId } },
    'GET /api/card-links/[token]/os_list.json': { params: { token: 't'.repeat(43) } },
    'GET /api/card-links/[token]/[imageId]/[file]': {
      params: { token: 't'.repeat(43), imageId: things.cardImageId, file: 'x.img.xz' },
    },
    'POST /api/first-boot': {
      body: {
        hostname: 'pi-09',
        machineId: '0123456789abcdef0123456789abcdef',
        model: 'Raspberry Pi 4 Model B Rev 1.4',
        macs: ['dc:a6:32:01:02:03'],
        hostKey: 'ssh-ed25519 AAAA',
        cgroupControllers: 'cpu memory',
        memoryMib: 3788,
        architecture: 'aarch64',
        os: 'Debian GNU/Linux 12 (bookworm)',
        addresses: ['192.168.1.21'],
      },
    },
    'POST /api/machines/preflight': {
      body: {
        machines: [
          { machineId: freeMachineId, role: 'server' },
          { machineId, role: 'agent' },
        ],
        k3sVersion: VERSION,
        allowCgroupV1: false,
        visit: false,
      },
    },
    'POST /api/races': {
      body: { name: 'first race', left: newCluster.body, right: newCluster.otherBody },
    },
    'GET /api/races/[raceId]': { params: { raceId: things.raceId } },
    'PATCH /api/races/[raceId]': {
      params: { raceId: things.raceId },
      body: { imagingMinutes: { left: 20, right: null } },
    },
    'GET /api/runs/[runId]': run,
    'POST /api/runs/[runId]/cancel': { ...run, body: { outcome: 'hold' } },
    'POST /api/runs/[runId]/clean-up': run,
    'GET /api/runs/[runId]/log': { ...run, query: { node: 'first', after: '0', limit: '10' } },
    'GET /api/runs/[runId]/log.txt': run,
    'POST /api/runs/[runId]/retry': { ...run, body: { node: 'first' } },
    'POST /api/runs/[runId]/skip': { ...run, body: { node: 'first' } },
    'POST /api/runs/[runId]/give-up-undo': { ...run, body: { node: 'first' } },
    'POST /api/setup': { body: { token: TOKEN, name: 'Eve', email: 'eve@example.org', password: 'a whole new one' } },
    'POST /api/setup/check': { body: { token: TOKEN } },
    'POST /api/ssh-keys': { body: { name: 'second key' } },
    'GET /api/ssh-keys/[keyId]': key,
    'DELETE /api/ssh-keys/[keyId]': key,
    ...classSamples(things),
  }
}
