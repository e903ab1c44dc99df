import { createHash } from 'node:crypto'
import { copyFile, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findGo } from '../../go-toolchain'
import { airgapImages } from './airgap-images'
import { debianPrograms, ensureZstd } from './debian-programs'
import { runTool } from './run-tool'
import { type Arch, imagePrograms, labK3sVersion, releaseFiles } from './versions'

export interface BuildReleaseOptions {
  readonly arch: Arch
  /** The Go module. */
  readonly source: string
  /** Kept between builds: Debian's packages, programs of images. */
  readonly workshop: string
  /** The release; appears when it is whole. */
  readonly out: string
  readonly say: (line: string) => void
}

/** The commit that `k3s --version` shows. */
const commit = 'lab00000'

/** Builds the files of a release into `out`. The first time takes about ten minutes on two cores, later ones one. */
export async function buildRelease({ arch, source, workshop, out, say }: BuildReleaseOptions): Promise<void> {
  const half = `${out}.half`
  const copy = path.join(workshop, 'source') // the checkout stays as it is
  const bin = path.join(workshop, 'bin')
  for (const folder of [half, copy, bin]) await rm(folder, { recursive: true, force: true })
  for (const folder of [half, bin]) await mkdir(folder, { recursive: true })
  await cp(source, copy, { recursive: true })

  const go = await findGo({ minVersion: '1.26' })
  const build = goBuilder(go, copy)
  say('containerd, runc and CNI plugins from Debian’s packages')
  const debian = await debianPrograms(path.join(workshop, `debian-${arch}`))
  for (const [name, file] of debian.programs) await copyFile(file, path.join(bin, name))
  await ensureZstd()

  say('Kubernetes and etcd (the first time, this takes most of ten minutes)')
  await build('./cmd/k3s', path.join(bin, 'k3s'), versionFlags())
  say('packing')
  await packPrograms(bin, path.join(copy, 'cmd/launcher/release'), await goVersionLine(go))
  const files = releaseFiles[arch]
  await build('./cmd/launcher', path.join(half, files.binary), [])

  say('images')
  const programs = path.join(workshop, 'programs')
  await build('./cmd/pause', path.join(programs, 'pause'), [])
  await build('./cmd/klipper-lb', path.join(programs, 'klipper-lb'), [])
  const archive = await airgapImages(arch, {
    pause: path.join(programs, 'pause'),
    klipperLb: path.join(programs, 'klipper-lb'),
    coredns: await installed(go, workshop, 'coredns', say),
    localPathProvisioner: await installed(go, workshop, 'local-path-provisioner', say),
    busybox: debian.busybox,
  })
  // its layers are packed already: this only gives it the name and form that k3s's has
  await writeFile(path.join(half, files.images), await runTool('zstd', ['-q', '-1', '-c'], { input: archive }))
  await writeChecksums(half, files.checksums, [files.images, files.binary]) // k3s lists its binary last
  await rename(half, out)
}

const goEnvironment = { CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false', GOTOOLCHAIN: 'local', GOWORK: 'off' }

function goBuilder(go: string, module: string) {
  return async (what: string, output: string, linkerFlags: readonly string[]): Promise<void> => {
    await mkdir(path.dirname(output), { recursive: true })
    const flags = ['-s', '-w', ...linkerFlags].join(' ')
    await runTool(go, ['build', '-ldflags', flags, '-o', output, what], { cwd: module, env: goEnvironment })
  }
}

/** What Kubernetes says of itself under /version, and every kubelet in its node's status. */
function versionFlags(): string[] {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(labK3sVersion) ?? []
  const values = {
    gitVersion: labK3sVersion,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: commit,
    gitTreeState: 'clean',
  }
  return Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
}

async function goVersionLine(go: string): Promise<string> {
  const version = (await runTool(go, ['env', 'GOVERSION'], { env: goEnvironment })).toString().trim()
  return `k3s version ${labK3sVersion} (${commit})\ngo version ${version}\n`
}

/** Packs the programs for the launcher, which holds them. */
async function packPrograms(bin: string, release: string, version: string): Promise<void> {
  const archive = path.join(release, 'programs.tar.zst')
  const reproducible = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0']
  await runTool('tar', [...reproducible, '-I', 'zstd -q -T0 -12', '-cf', archive, '-C', bin, '.'])
  const hash = createHash('sha256').update(await readFile(archive))
  await writeFile(path.join(release, 'hash.txt'), `${hash.digest('hex')}\n`)
  await writeFile(path.join(release, 'version.txt'), version)
}

/** Builds a program of another module once; its version is in its name. */
async function installed(
  go: string,
  workshop: string,
  name: keyof typeof imagePrograms,
  say: (line: string) => void,
): Promise<string> {
  const { module, version } = imagePrograms[name]
  const folder = path.join(workshop, 'installed', `${name}-${version}`)
  const program = path.join(folder, name)
  const isThere = await stat(program).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    say(`${name} ${version}`)
    const env = { ...goEnvironment, GOBIN: folder }
    await runTool(go, ['install', '-ldflags', '-s -w', `${module}@${version}`], { cwd: workshop, env })
  }
  return program
}

async function writeChecksums(folder: string, file: string, names: readonly string[]): Promise<void> {
  const lines = await Promise.all(
    names.map(async (name) => {
      const hash = createHash('sha256').update(await readFile(path.join(folder, name)))
      return `${hash.digest('hex')}  ${name}\n`
    }),
  )
  await writeFile(path.join(folder, file), lines.join(''))
}
