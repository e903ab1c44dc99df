import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What the samples are made with; all of it is Debian's. */
export const ARCHIVE_TOOLS = [
  '/usr/bin/dpkg-deb',
  '/usr/bin/dpkg-query',
  '/usr/bin/gpg',
  '/usr/bin/gpgv',
  '/usr/bin/xz',
]
export const hasArchiveTools = (): boolean => ARCHIVE_TOOLS.every(existsSync)

export interface SamplePackage {
  readonly name: string
  readonly version?: string
  readonly architecture?: string
  /** Further lines of its control file. */
  readonly fields?: readonly string[]
  /** Contents by path; `-> target` makes a link. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Scripts and lists of its control folder. */
  readonly parts?: Readonly<Record<string, string>>
  readonly packing?: 'xz' | 'gzip' | 'none'
}

/** Builds a package with Debian's own program. @returns its control file */
export function buildDeb(folder: string, sample: SamplePackage, deb: string): string {
  const {
    name,
    version = '1.0-1',
    architecture = 'arm64',
    fields = [],
    files = {},
    parts = {},
    packing = 'xz',
  } = sample
  const tree = path.join(folder, 'tree')
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(path.join(tree, 'DEBIAN'), { recursive: true })
  for (const [file, content] of Object.entries(files)) {
    const at = path.join(tree, file)
    mkdirSync(path.dirname(at), { recursive: true, mode: 0o755 })
    if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), at)
    else writeFileSync(at, content, { mode: /bin\//.test(file) ? 0o755 : 0o644 })
  }
  for (const [part, text] of Object.entries(parts))
    writeFileSync(path.join(tree, 'DEBIAN', part), text, { mode: /^(pre|post)/.test(part) ? 0o755 : 0o644 })
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: nobody <nobody@example.org>',
    ...fields,
    'Description: a sample',
    '',
  ].join('\n')
  writeFileSync(path.join(tree, 'DEBIAN', 'control'), control)
  execFileSync('/usr/bin/dpkg-deb', ['--root-owner-group', `-Z${packing}`, '--build', tree, deb], { stdio: 'pipe' })
  return control
}

/** A small archive as mirrors have it: a pool, lists and a signed Release for each suite. */
export class SampleArchive {
  readonly folder: string
  readonly keyring: string
  private readonly home: string

  /** Makes the key that signs, which is good for tests only. */
  constructor(folder: string) {
    this.folder = path.join(folder, 'mirror')
    this.home = path.join(folder, 'gnupg')
    this.keyring = path.join(folder, 'archive.gpg')
    mkdirSync(this.home, { recursive: true, mode: 0o700 })
    this.gpg('--quick-generate-key', 'archive@example.org', 'ed25519', 'sign', 'never')
    this.gpg('--output', this.keyring, '--export')
  }

  /** @param archive `debian` or `debian-security` */
  addSuite(archive: string, suite: string, samples: readonly SamplePackage[]): void {
    const root = path.join(this.folder, archive)
    mkdirSync(path.join(root, 'pool'), { recursive: true })
    const paragraphs = samples.map((sample) => {
      const file = `pool/${sample.name}_${sample.version ?? '1.0-1'}.deb`
      const control = buildDeb(this.folder, sample, path.join(root, file))
      const bytes = readFileSync(path.join(root, file))
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return `${control}Filename: ${file}\nSize: ${bytes.length}\nSHA256: ${sha256}\n`
    })
    const list = path.join(root, 'dists', suite, 'main', 'binary-arm64', 'Packages.xz')
    mkdirSync(path.dirname(list), { recursive: true })
    writeFileSync(list, execFileSync('/usr/bin/xz', ['-c'], { input: paragraphs.join('\n') }))
    this.sign(archive, suite)
  }

  /** Signs a suite's Release anew, with what its list has now. */
  sign(
    archive: string,
    suite: string,
    changes: { readonly codename?: string; readonly validUntil?: string } = {},
  ): void {
    const folder = path.join(this.folder, archive, 'dists', suite)
    const name = 'main/binary-arm64/Packages.xz'
    const sha256 = createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex')
    const text = [
      `Codename: ${changes.codename ?? suite}`,
      'Date: Sat, 11 Jul 2026 10:16:37 UTC',
      ...(changes.validUntil === undefined ? [] : [`Valid-Until: ${changes.validUntil}`]),
      'SHA256:',
      ` ${sha256} ${statSync(path.join(folder, name)).size} ${name}`,
      '',
    ].join('\n')
    writeFileSync(path.join(folder, 'Release'), text)
    rmSync(path.join(folder, 'InRelease'), { force: true })
    this.gpg('--output', path.join(folder, 'InRelease'), '--clear-sign', path.join(folder, 'Release'))
  }

  /** Ends the agent that gpg has left behind. */
  end(): void {
    execFileSync('/usr/bin/gpgconf', ['--homedir', this.home, '--kill', 'all'])
  }

  private gpg(...args: string[]): void {
    execFileSync('/usr/bin/gpg', ['--homedir', this.home, '--batch', '--quiet', '--passphrase', '', ...args], {
      stdio: 'pipe',
    })
  }
}
