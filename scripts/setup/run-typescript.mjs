import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureGeneratedCode } from './generated-code.mjs'
import { refuseOldNode } from './node-version.mjs'
import { ensurePackages, packagesAreCurrent } from './packages.mjs'
import { createProgress } from './progress.mjs'

/**
 * Loads a TypeScript module of this checkout from plain Node, installing the packages and generating the database
 * client first if they are not there yet.
 * @param {string} file relative to the checkout
 * @returns {Promise<any>} its exports
 */
export async function runTypeScript(file) {
  refuseOldNode()
  const root = path.resolve(import.meta.dirname, '../..')
  if (!packagesAreCurrent(root)) {
    // Standard output is for what the program itself says.
    await createProgress(process.stderr).phase('Installing packages', (detail) => ensurePackages(root, detail))
  }
  await ensureGeneratedCode(root)
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: path.join(root, 'tsconfig.json') })
  return import(pathToFileURL(path.join(root, file)).href)
}
