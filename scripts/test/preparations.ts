import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildImage } from '@/demos/build-image/build-image'
import { ensureBoardFirmware } from '@/e2e/boot/board-firmware'
import { ensureDebianSystem } from '@/e2e/images/debian-system'
import { ensureDemoArchives } from '@/e2e/images/demo-archives'
import { buildLabK3s } from '@/e2e/lab/build-k3s'
import { findGo } from '@/e2e/lab/go-toolchain'
import { type Distro, ensureBaseSystem, ensureDiskSeed } from '@/e2e/lab/hosts/base-system'
import { prepareMachine } from '@/e2e/lab/hosts/lab-support'
import { ensureStubRelease } from '@/e2e/lab/hosts/stub-release'
import { kubePrograms } from '@/e2e/lab/kubernetes/kubectl-program'
import { ensureControllerImage } from '@/e2e/lab/linode/controller-image'
import { ensureBooksPython } from '@/e2e/outside/books/books-python'
import { buildLinodegoCircle, ensureLinodeCli } from '@/e2e/outside/linode/linode-programs'
import { ensureBuild } from '../setup/build.mjs'
import { run } from '../setup/run.mjs'
import { ensureNode, type MatrixNode } from './matrix-nodes'

/** Something that tests use and that takes long to get: it is made once, outside of every test's deadline. */
export interface Preparation {
  /** What it makes, as the subject of a sentence. */
  readonly about: string
  /** It waits for the network most of the time, so it is begun at once, beside tiers that do not need it. */
  readonly waits?: true
  /** Made before. */
  readonly after?: readonly string[]
  /**
   * Makes it, or finds that it is there. Safe to call from several processes.
   * @param detail told what is going on
   */
  prepare(root: string, detail: (text: string) => void): Promise<unknown>
}

/** Disks of hosts that tests ask for, in GiB. Another size is refused inside of tests, in words. */
const DISKS_GIB: Readonly<Record<Distro, readonly number[]>> = {
  debian: [16, 4, 1],
  arch: [16],
  fedora: [16],
  cloud: [16],
}

/** Flags as in the lab's build, to share its cache. Vet would first have to read all of Kubernetes. */
const GO_ENVIRONMENT = { CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false', GOTOOLCHAIN: 'local', GOWORK: 'off' }
const GO = { minVersion: '1.26' }
const LAB_MODULE = 'e2e/lab/k3s'

const node = (version: MatrixNode): Preparation => ({
  about: `Node ${version} from npm`,
  waits: true,
  prepare: (_, detail) => ensureNode(version, detail),
})

/** All preparations, in the order in which they are made when several are due. Tiers name theirs. */
export const PREPARATIONS = {
  go: { about: 'Go', waits: true, prepare: (_, detail) => findGo(GO, detail) },
  'go-modules': {
    about: 'The Go modules of Kubernetes and etcd',
    waits: true,
    after: ['go'],
    prepare: async (root, detail) => {
      await run(await findGo(GO), ['mod', 'download'], {
        cwd: path.join(root, LAB_MODULE),
        env: GO_ENVIRONMENT,
        onLine: detail,
      })
    },
  },
  'kubectl-and-helm': {
    about: 'kubectl and helm as their makers ship them',
    waits: true,
    prepare: (_, detail) => kubePrograms(detail),
  },
  'linode-cli': {
    about: 'Linode’s own program from PyPI',
    waits: true,
    prepare: (_, detail) => ensureLinodeCli(detail),
  },
  'books-python': {
    about: 'Flask from PyPI, for the tests of the books app',
    waits: true,
    prepare: (_, detail) => ensureBooksPython(detail),
  },
  'node-20': node('20.19.0'),
  'node-22': node('22.23.3'),
  'node-24': node('24.21.0'),
  'panel-build': {
    about: 'The production build of the panel',
    prepare: (root, detail) => ensureBuild(root, { onLine: detail }),
  },
  'linodego-circle': {
    about: 'A program on Linode’s Go client',
    after: ['go'],
    prepare: (_, detail) => buildLinodegoCircle(detail),
  },
  'debian-system': {
    about: 'The system of cards, out of Debian’s packages',
    waits: true,
    prepare: (_, detail) => ensureDebianSystem(detail),
  },
  'board-firmware': {
    about: 'The firmware of a simulated board',
    waits: true,
    prepare: () => ensureBoardFirmware(),
  },
  'lab-machine': { about: 'What hosts need of this machine', prepare: (_, detail) => prepareMachine(detail) },
  'base-systems': {
    about: 'The base systems of hosts and their disks',
    after: ['lab-machine'],
    prepare: async (_, detail) => {
      for (const [distro, sizes] of Object.entries(DISKS_GIB) as [Distro, readonly number[]][]) {
        const base = await ensureBaseSystem(distro, detail)
        for (const gib of sizes) {
          detail(`a disk of ${gib} GiB for ${distro}`)
          await ensureDiskSeed(base, gib * 1024)
        }
      }
    },
  },
  'lab-k3s': {
    about: 'The lab edition of k3s',
    after: ['go-modules', 'lab-machine'],
    prepare: (_, detail) => buildLabK3s(detail),
  },
  'lab-controller': {
    about: 'The lab’s stand-in for Linode’s cloud controller',
    after: ['go'],
    prepare: (_, detail) => ensureControllerImage(detail),
  },
  'stub-releases': {
    about: 'The stubs of k3s for both architectures',
    after: ['go'],
    prepare: async () => {
      for (const arch of ['amd64', 'arm64'] as const) await ensureStubRelease(arch)
    },
  },
  'demo-images': {
    about: 'The demos as images (compiled once, into the cache of Go)',
    after: ['go'],
    prepare: async () => {
      const outDir = mkdtempSync(path.join(tmpdir(), 'buzzcrate-demos-'))
      try {
        await buildImage({ demo: 'go-echo', go: await findGo(GO), outDir })
      } finally {
        await rm(outDir, { recursive: true })
      }
    },
  },
  'demo-archives': {
    about: 'All demos as images, from Debian’s packages and with Go',
    waits: true,
    after: ['go'],
    prepare: (_, detail) => ensureDemoArchives(detail),
  },
  'go-tests': {
    about: 'The tests of the Go modules, compiled',
    after: ['go-modules'],
    prepare: async (root, detail) => {
      for (const module of ['demos/go-echo', LAB_MODULE]) {
        const options = { cwd: path.join(root, module), env: GO_ENVIRONMENT, onLine: detail }
        await run(await findGo(GO), ['test', '-vet=off', '-run', '^$', './...'], options)
      }
    },
  },
} as const satisfies Readonly<Record<string, Preparation>>

export type PreparationName = keyof typeof PREPARATIONS
