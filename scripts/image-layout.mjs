// `node scripts/image-layout.mjs FOLDER`: copies the built panel to FOLDER/web and FOLDER/workers, which is all that a
// container needs (see Dockerfile). Refuses native add-ons: the same folder serves arm64 and amd64.
import { cpSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { currentRelease } from './setup/build.mjs'

const root = path.resolve(import.meta.dirname, '..')
const [target] = process.argv.slice(2)
const release = currentRelease(root)
if (!target || !release) {
  console.error(target ? 'Nothing is built yet: npm run build' : 'usage: node scripts/image-layout.mjs FOLDER')
  process.exit(2)
}
for (const part of /** @type {const} */ (['web', 'workers'])) {
  rmSync(path.join(target, part), { recursive: true, force: true })
  cpSync(path.join(root, 'dist', release[part]), path.join(target, part), { recursive: true })
}
const native = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(node|so(\.\d+)*)$/.test(name),
)
if (native.length > 0) {
  console.error(`The build holds native code for this machine's processor only:\n  ${native.join('\n  ')}`)
  process.exit(1)
}
