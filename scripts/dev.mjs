// `npm run dev`: the panel from its sources; what is saved is seen at once. Its data is in data/dev.
import { runTypeScript } from './setup/run-typescript.mjs'

const { main } = await runTypeScript('scripts/dev/main.ts')
await main()
