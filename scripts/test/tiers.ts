import path from 'node:path'
import { currentRelease } from '../setup/build.mjs'
import { describePage, PAGE_BUDGET, pageSizes } from '../setup/page-sizes.mjs'
import { oldestNodeTier, runMatrix } from './matrix'
import { type Program, whyNoHosts } from './needs'
import { playwrightTier, vitestTier } from './run-files'
import { runStaticChecks } from './static-checks'
import type { Context, Outcome, Tier } from './tier'

const LAB_PROGRAMS = ['sshd', 'ssh-keygen', 'systemd-nspawn', 'debootstrap', 'ip', 'iptables', 'zstd'] as const
const IMAGE_PROGRAMS = ['mcopy', 'mkfs.vfat', 'mke2fs', 'sfdisk', 'fakeroot', 'xz', 'mkimage', 'bmaptool'] as const
const DEMO_PROGRAMS = ['zstd', 'gpgv', 'containerd', 'runc', 'qemu-aarch64-static'] as const
const LAB_HOSTS = ['lab-machine', 'base-systems', 'lab-k3s'] as const

/** In the order in which they run, but for those that run beside another: what fails fastest comes first. */
export const TIERS: readonly Tier[] = [
  {
    name: 'static',
    about: 'lint, types, boundaries, names, deadlines, shell, lockfile, ways out',
    programs: ['shellcheck', 'git'],
    run: runStaticChecks,
  },
  {
    name: 'unit',
    about: 'pure code, on the oldest Node',
    programs: [],
    wants: ['node-20'],
    run: oldestNodeTier('unit'),
  },
  {
    name: 'db',
    about: 'real Postgres, on the oldest Node',
    programs: ['redis-server'],
    wants: ['node-20', 'kubectl-and-helm'],
    run: oldestNodeTier('db'),
  },
  { name: 'ssh', about: 'a real OpenSSH server', programs: ['sshd', 'ssh-keygen'], run: vitestTier('ssh') },
  {
    name: 'build',
    about: "the production build, and its pages' sizes",
    programs: [],
    needs: ['panel-build'],
    run: checkBuild,
  },
  {
    name: 'panel',
    about: 'the built panel under its supervisor',
    programs: [],
    needs: ['panel-build'],
    run: vitestTier('panel', 'panel-alone'),
  },
  {
    name: 'outside',
    about: "Debian's Postgres and Redis, Linode's own programs",
    programs: ['redis-server', 'pg_ctlcluster'],
    needs: ['panel-build', 'linode-cli', 'linodego-circle', 'books-python'],
    run: vitestTier('outside'),
  },
  {
    name: 'images',
    about: 'card images, with the programs that make them; images of demos, in containerd',
    programs: [...IMAGE_PROGRAMS, ...DEMO_PROGRAMS],
    needs: ['demo-archives', 'panel-build'],
    beside: 'lab',
    wants: ['debian-system'],
    run: vitestTier('images'),
  },
  {
    name: 'boot',
    about: 'a card out of Debian’s packages starts on a simulated board',
    programs: [...IMAGE_PROGRAMS, 'qemu-system-aarch64', 'ssh', 'ssh-keygen'],
    needs: ['debian-system', 'board-firmware'],
    onlyNamed: 'about eight minutes',
    run: vitestTier('boot'),
  },
  {
    name: 'lab',
    about: 'real hosts, real Kubernetes',
    programs: LAB_PROGRAMS,
    hosts: true,
    needs: ['panel-build', ...LAB_HOSTS, 'stub-releases', 'demo-images', 'demo-archives', 'lab-controller', 'go-tests'],
    wants: ['kubectl-and-helm'],
    run: vitestTier('lab', 'lab-waiting'),
  },
  {
    name: 'browser',
    about: 'Chromium on the built panel',
    programs: ['chromium'],
    needs: ['panel-build'],
    run: playwrightTier('browser'),
  },
  {
    name: 'frames',
    about: 'Chromium with the machine for itself',
    programs: ['chromium'],
    needs: ['panel-build'],
    run: playwrightTier('alone'),
  },
  {
    name: 'lab-browser',
    about: 'Chromium, the built panel and real hosts',
    programs: [...LAB_PROGRAMS, 'chromium'],
    hosts: true,
    needs: ['panel-build', ...LAB_HOSTS, 'demo-images'],
    wants: ['kubectl-and-helm'],
    run: playwrightTier('lab'),
  },
  {
    name: 'matrix',
    about: 'a start of the panel on each Node; unit and db on the newer ones',
    programs: ['redis-server'],
    needs: ['panel-build'],
    wants: ['node-20', 'node-22', 'node-24', 'kubectl-and-helm'],
    run: runMatrix,
  },
]

const TOLERANT = ['static', 'db', 'matrix']

/** Why a tier cannot run here; empty when it can. Some tiers leave out single cases by themselves. */
export function whyNot(tier: Tier, missing: ReadonlyMap<Program, string>): string[] {
  const programs = TOLERANT.includes(tier.name) ? [] : tier.programs.flatMap((program) => missing.get(program) ?? [])
  const hosts = tier.hosts ? whyNoHosts() : undefined
  return hosts ? [...programs, hosts] : programs
}

/** The build is one case, and each page's share of the JavaScript budget is one. */
async function checkBuild(root: string, { say }: Context): Promise<Outcome> {
  const release = currentRelease(root)
  if (!release) throw new Error('the build left nothing behind')
  say('  ok    the build')
  say(`  first-load JavaScript after gzip, at most ${PAGE_BUDGET / 1000} kB:`)
  const pages = pageSizes(path.join(root, 'dist', release.web))
  for (const page of pages) say(`  ${describePage(page)}`)
  const failed = pages.filter((page) => page.gzipBytes > PAGE_BUDGET).length
  return { passed: 1 + pages.length - failed, failed, skipped: 0 }
}
