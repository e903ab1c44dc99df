// `npm run backup -- FILE.tar.gz`: everything of this installation in one file. The panel may be running.
import { runTypeScript } from './setup/run-typescript.mjs'

const { backup } = await runTypeScript('scripts/backup/commands.ts')
await backup(process.argv.slice(2))
