// `npm run restore -- FILE.tar.gz [--replace]`: brings an installation back, with the panel stopped.
import { runTypeScript } from './setup/run-typescript.mjs'

const { restore } = await runTypeScript('scripts/backup/commands.ts')
await restore(process.argv.slice(2))
