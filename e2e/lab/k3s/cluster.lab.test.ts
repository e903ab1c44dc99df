import { cp } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import type { LabHost } from '../hosts/lab-host'
import { canRun } from '../hosts/lab-support'
import { waitFor } from '../hosts/run-command'
import { buildDemo, LabCluster } from './lab-cluster'

const support = await canRun()
if (!support.ok) console.warn(`SKIPPED the lab edition of k3s: ${support.reason}`)

const manifest = (image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: go-echo}
spec:
  replicas: 3
  selector: {matchLabels: {app: go-echo}}
  template:
    metadata: {labels: {app: go-echo}}
    spec:
      securityContext: {runAsNonRoot: true}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: DoNotSchedule
          labelSelector: {matchLabels: {app: go-echo}}
      containers:
        - name: go-echo
          image: ${image}
          imagePullPolicy: Never
          ports: [{containerPort: 8080}]
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
          readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: go-echo}
spec: {type: LoadBalancer, selector: {app: go-echo}, ports: [{port: 81, targetPort: 8080}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: shell}
spec:
  containers:
    - name: shell
      image: rancher/mirrored-library-busybox:1.37.0
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'echo written >/data/file; exec sleep 100000']
      volumeMounts: [{name: data, mountPath: /data}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
`

describe.skipIf(!support.ok)('a cluster of the lab edition', () => {
  let cluster: LabCluster

  beforeAll(async () => {
    cluster = await LabCluster.start('k3s', 3)
  })

  afterAll(async () => {
    await cluster?.lab.down()
  })

  const answers = (address: string, query: string) =>
    fetch(`http://${address}:81/?${query}`, {
      signal: AbortSignal.timeout(scaledMs(5000)),
      headers: { connection: 'close' },
    })

  const built = (folder: string) => buildDemo('go-echo', path.join(cluster.lab.folder, folder))
  const answersSoon = (address: string) =>
    waitFor(
      `${address}:81`,
      () =>
        answers(address, 'up').then(
          () => true,
          () => null,
        ),
      { timeoutMs: 60_000 },
    )

  /**
   * Runs a command that lets k3s start anew, and waits until it has. The first start may fail, when the kubelet asks
   * containerd before that serves Kubernetes; systemd starts it again.
   */
  async function comesBack(host: LabHost, command: string): Promise<void> {
    const show = (what: string) => host.mustExec(`systemctl show -P ${what} ${cluster.unit(host)}`)
    const before = await show('MainPID')
    await host.exec(command)
    await waitFor(`k3s of ${host.name}`, async () => {
      return (await show('MainPID')) !== before && (await show('ActiveState')) === 'active\n'
    })
  }

  it('has the nodes that a k3s cluster has', async () => {
    // The taint of a node that is not ready goes a moment after it is.
    const untainted = `get nodes -o jsonpath='{.items[*].spec.taints}'`
    await cluster.until('nodes without taints', untainted, (output) => output.trim() === '')
    const nodes = JSON.parse(await cluster.kubectl('get nodes -o json')).items
    expect(nodes.map((node: { metadata: { name: string } }) => node.metadata.name)).toEqual([
      'node-1',
      'node-2',
      'node-3',
    ])
    const [server] = nodes
    expect(server.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/control-plane': 'true',
      'node.kubernetes.io/instance-type': 'k3s',
    })
    expect(server.metadata.annotations).toMatchObject({
      'k3s.io/internal-ip': cluster.server.address,
      'flannel.alpha.coreos.com/backend-type': 'vxlan',
    })
    expect(server.spec.providerID).toBe('k3s://node-1')
    expect(server.spec.taints).toBeUndefined()
    expect(server.status.nodeInfo.kubeletVersion).toMatch(/\+k3s\d+$/)
  })

  it('leaves the files that tools look for', async () => {
    const { server } = cluster
    const token = await server.mustExec('cat /var/lib/rancher/k3s/server/node-token')
    expect(token).toMatch(/^K10[0-9a-f]{64}::server:[0-9a-f]{32}\n$/)
    const hash = await server.mustExec('curl -sk https://127.0.0.1:6443/cacerts | sha256sum')
    expect(token).toContain(hash.slice(0, 64))
    expect(await server.mustExec('stat -c %a /etc/rancher/k3s/k3s.yaml /etc/rancher/node/password')).toBe('600\n600\n')
    expect(await server.mustExec('curl -sk https://127.0.0.1:6443/ping')).toBe('pong')
    expect(await server.mustExec('curl -sk -o /dev/null -w %{http_code} https://127.0.0.1:6443/api')).toBe('401')
    // The bridge comes with the node's first pod.
    await waitFor('the network of pods', async () => {
      const { stdout } = await server.exec('ip -brief link; cat /run/flannel/subnet.env')
      return ['cni0', 'flannel.1', 'FLANNEL_MTU='].every((name) => stdout.includes(name)) ? true : null
    })
  })

  it('runs an image that is put on the nodes while it runs, and answers on every node', async () => {
    await cluster.apply(manifest(await cluster.sideLoad('go-echo')))
    await cluster.kubectl(`rollout status deployment/go-echo --timeout=${scaledMs(120_000)}ms`)
    for (const { address } of cluster.lab.hosts) {
      await answersSoon(address)
      const response = await answers(address, 'hello')
      expect(await response.text()).toBe('hello\n')
      expect(response.headers.get('x-node')).toMatch(/^node-\d$/)
    }
    const seen = new Set<string | null>()
    await waitFor('an answer from every node', async () => {
      seen.add((await answers(cluster.server.address, 'who')).headers.get('x-node'))
      return seen.size === 3
    })
    const addresses = cluster.lab.hosts.map(({ address }) => address).join(' ')
    const status = `get service go-echo -o jsonpath='{.status.loadBalancer.ingress[*].ip}'`
    await cluster.until('the addresses in its status', status, (output) => output === addresses)
  })

  it('has DNS for services and nodes, and volumes', async () => {
    await cluster.kubectl(`wait --for=condition=Ready pod/shell --timeout=${scaledMs(120_000)}ms`)
    await cluster.kubectl(`-n kube-system rollout status deployment/coredns --timeout=${scaledMs(120_000)}ms`)
    expect(await cluster.kubectl('exec shell -- cat /data/file')).toBe('written\n')
    const page = await waitFor('an answer by name', async () => {
      const { code, stdout } = await cluster.server.exec(
        'k3s kubectl exec shell -- wget -qO- "http://go-echo:81/?name"',
      )
      return code === 0 ? stdout : null
    })
    expect(page).toBe('name\n')
    // CoreDNS sees the file of nodes as soon as the kubelet brings it, within a minute or so
    const nodes = await cluster.kubectl(`-n kube-system get configmap coredns -o jsonpath='{.data.NodeHosts}'`)
    expect(nodes).toBe(cluster.lab.hosts.map(({ address, name }) => `${address} ${name}\n`).join(''))
    expect(await cluster.kubectl('get pvc data -o jsonpath={.status.phase}')).toBe('Bound')
  })

  it('gives logs from every node', async () => {
    const logs = await cluster.kubectl('logs -l app=go-echo --prefix --tail=-1')
    expect(new Set(logs.match(/pod\/go-echo-\S+/g)).size).toBe(3)
  })

  it('keeps its containers when a unit starts again, or is killed', async () => {
    const { hosts } = cluster.lab
    // Each with its number as a process; what Kubernetes shows of them comes later.
    const containers = () => Promise.all(hosts.map((host) => host.mustExec('k3s ctr -n k8s.io tasks ls | sort')))
    const started = () =>
      cluster.kubectl(
        `get pods -A --sort-by=.metadata.uid -o jsonpath='{range .items[*]}{.metadata.name} {.status.containerStatuses[*].restartCount} {.status.containerStatuses[*].state.running.startedAt}{"\\n"}{end}'`,
      )
    const [before, ran] = [await started(), await containers()]
    expect(ran.every((tasks) => tasks.includes('RUNNING'))).toBe(true)
    const [first, second] = cluster.agents
    if (first === undefined || second === undefined) throw new Error('the cluster has two agents')
    await comesBack(first, 'systemctl restart k3s-agent')
    // k3s alone, as when it crashes: without this, what holds the containers is killed as well.
    await comesBack(second, 'systemctl kill --kill-who=main --signal=KILL k3s-agent')
    await comesBack(cluster.server, 'systemctl restart k3s')
    await cluster.allReady()
    expect(await containers()).toEqual(ran)
    // a kubelet that starts calls its pods unready until it has asked them, so services may refuse for a moment
    for (const { address } of hosts) await answersSoon(address)
    expect(await started()).toBe(before)
    const lines = await cluster.server.mustExec('journalctl -u k3s -o cat | grep level=fatal || true')
    expect(lines).toBe('')
  })

  it('takes a node back under its name once it was deleted', async () => {
    const host = cluster.lab.host('node-3')
    await host.mustExec('systemctl stop k3s-agent')
    await cluster.kubectl('delete node node-3 --wait=true')
    const secret = 'get secret -n kube-system node-3.node-password.k3s -o name --ignore-not-found'
    await cluster.until('its password to be forgotten', secret, (output) => output === '')
    await host.mustExec('rm /etc/rancher/node/password')
    await comesBack(host, 'systemctl start k3s-agent')
    await cluster.allReady()
  })

  it('takes an image of several architectures by hand, built twice the same', async () => {
    const [first, second] = [await built('first'), await built('second')]
    expect(second.multiArch.sha256).toBe(first.multiArch.sha256)
    expect(second.files.map(({ sha256 }) => sha256)).toEqual(first.files.map(({ sha256 }) => sha256))
    const { server } = cluster
    await cp(first.multiArch.path, path.join(server.root, 'var/tmp/image.tar'))
    await server.mustExec(`k3s ctr images rm ${first.multiArch.ref}`)
    const output = await server.mustExec('k3s ctr -n k8s.io images import /var/tmp/image.tar; rm /var/tmp/image.tar')
    expect(output).toContain(`unpacking ${first.multiArch.ref} `)
    expect(await server.mustExec('k3s ctr images check')).toMatch(/go-echo\S+ .* complete /)
  })

  it('removes the load balancer with its service', async () => {
    await cluster.kubectl('delete service go-echo')
    await cluster.until(
      'its pods to go',
      'get daemonsets -n kube-system -o name',
      (output) => !output.includes('svclb'),
    )
    await waitFor('port 81 to close', () =>
      answers(cluster.server.address, 'gone')
        .then(() => null)
        .catch(() => true),
    )
  })
})
