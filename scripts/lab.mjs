// `npm run lab -- up|status|reset|down`: real hosts on this machine; see e2e/lab/README.md.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const tsx = path.join(root, 'node_modules/.bin/tsx')
if (!existsSync(tsx)) {
  console.error('The packages are not installed yet: run "npm ci" first.')
  process.exit(1)
}
const child = spawn(tsx, [path.join(root, 'e2e/lab/lab-cli.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130)
})
