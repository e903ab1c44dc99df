// `npm test`: prepares what the tests need, runs every tier, ends with one line: N passed, N failed, N skipped.
//   npm test -- --only unit,db               some tiers
//   npm test -- --only db lib/events         some files of a tier
//   npm test -- --list                       what there is: tiers and preparations
//   npm test -- --prepare --only lab         makes what tiers need, and runs none
//   npm test -- --beside 2                   two busy loops beside it all
//   npm test -- --once-more                  a file that failed runs once more at the end, alone
import { runTypeScript } from './setup/run-typescript.mjs'

const { main } = await runTypeScript('scripts/test/main.ts')
await main(process.argv.slice(2))
