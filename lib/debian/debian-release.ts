import path from 'node:path'

/** One archive of packages with a signed list. */
export interface DebianArchive {
  /** Its address without a slash at the end, e.g. `https://deb.example/debian`. */
  readonly url: string
  readonly suite: string
}

export interface DebianRelease {
  readonly codename: string
  readonly archives: readonly DebianArchive[]
  /** Parts of each archive, e.g. `main`. */
  readonly components: readonly string[]
  /** A keyring in GnuPG's format that has the keys of all archives. */
  readonly keyring: string
}

/** Of Debian's package debian-archive-keyring, which other distributions have under the same name. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const MIRROR = 'http://deb.debian.org/debian'

/**
 * Debian 12 with its updates and security updates.
 * @param mirror address of an archive; security updates lie beside it, under its address with `-security` behind
 */
export function debianRelease(mirror = process.env['BUZZCRATE_DEBIAN_MIRROR'] || MIRROR): DebianRelease {
  const codename = 'bookworm'
  const url = mirror.replace(/\/+$/, '')
  return {
    codename,
    archives: [
      { url, suite: codename },
      { url, suite: `${codename}-updates` },
      { url: `${url}-security`, suite: `${codename}-security` },
    ],
    components: ['main'],
    keyring: process.env['BUZZCRATE_DEBIAN_KEYRING'] || KEYRING,
  }
}

/** Where lists and packages are kept between builds, by the sha256 of their bytes. */
export function debianCache(): string {
  const cache = process.env['XDG_CACHE_HOME'] || path.join(process.env['HOME'] || '/var/cache', '.cache')
  return path.join(cache, 'buzzcrate', 'debian')
}
