// `npm run bench -- NAME [--json] [options]`: measures one thing; bench/NAME.ts says what. `npm run bench` lists them.
import { runTypeScript } from './setup/run-typescript.mjs'

const { main } = await runTypeScript('scripts/bench/main.ts')
await main(process.argv.slice(2))
