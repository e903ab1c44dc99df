// `npm test`: installs what the tests need, runs every tier, ends with one line: N passed, N failed, N skipped.
//   npm test -- --only unit,db               some tiers
//   npm test -- --only db lib/events         some files of a tier
//   npm test -- --list                       what there is
import { runTypeScript } from './setup/run-typescript.mjs'

const { main } = await runTypeScript('scripts/test/main.ts')
await main(process.argv.slice(2))
