// `npm run check`: the checks that need nothing running (lint, types, boundaries, names, shell, lockfile).
import { runTypeScript } from './setup/run-typescript.mjs'

const { main } = await runTypeScript('scripts/test/main.ts')
await main(['--only', 'static'])
