import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

/** The most JavaScript that a page may load before it works, in bytes after gzip (1 kB = 1,000 bytes). */
export const PAGE_BUDGET = 200_000

/** @typedef {{route: string, gzipBytes: number}} PageSize */

/**
 * First-load JavaScript of every page of the build that was just made, without the polyfills that only browsers from
 * before 2020 load. Next lists the files itself.
 * @param {string} root
 * @returns {PageSize[]} largest first
 */
export function measurePages(root) {
  const file = path.join(root, '.next/diagnostics/route-bundle-stats.json')
  if (!existsSync(file)) throw new Error(`Next no longer writes ${file}: find out where the page sizes are now`)
  /** @type {{route: string, firstLoadChunkPaths: string[]}[]} */
  const stats = JSON.parse(readFileSync(file, 'utf8'))
  const sizes = new Map()
  /** @param {string} chunk */
  const size = (chunk) => {
    if (!sizes.has(chunk)) sizes.set(chunk, gzipSync(readFileSync(path.join(root, chunk))).length)
    return sizes.get(chunk)
  }
  return stats
    .map(({ route, firstLoadChunkPaths }) => ({
      route,
      gzipBytes: firstLoadChunkPaths.reduce((total, chunk) => total + size(chunk), 0),
    }))
    .sort((a, b) => b.gzipBytes - a.gzipBytes || a.route.localeCompare(b.route))
}

/**
 * The sizes that were measured when a release was built.
 * @param {string} webFolder
 * @returns {PageSize[]}
 */
export const pageSizes = (webFolder) => JSON.parse(readFileSync(path.join(webFolder, 'page-sizes.json'), 'utf8'))

/** @param {PageSize} page */
export const describePage = ({ route, gzipBytes }) =>
  `${(gzipBytes / 1000).toFixed(1).padStart(7)} kB  ${route}${gzipBytes > PAGE_BUDGET ? '  TOO LARGE' : ''}`
