// `npm run rescue -- EMAIL`: lets somebody in again who lost password, phone and recovery codes. The panel may be running.
import { runTypeScript } from './setup/run-typescript.mjs'

const { rescue } = await runTypeScript('scripts/backup/commands.ts')
await rescue(process.argv.slice(2))
