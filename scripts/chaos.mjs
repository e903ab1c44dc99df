// `npm run chaos -- --seed N --mode lab|practice --minutes M`: kills parts of the built panel while clusters are made and
// deleted, and says whether all ended well. The same seed makes the same plan again. See e2e/chaos/main.ts.
import { runTypeScript } from './setup/run-typescript.mjs'

// Its own connections break on purpose.
process.env['LOG_LEVEL'] ??= 'error'
const { main } = await runTypeScript('e2e/chaos/main.ts')
await main(process.argv.slice(2))
