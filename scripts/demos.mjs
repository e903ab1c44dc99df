// `npm run demos -- build [DEMO …] --out DIR`: the images of the demo apps, from scratch. See docs/demo-images.md.
import { runTypeScript } from './setup/run-typescript.mjs'

const { demosCommand } = await runTypeScript('demos/build-image/command.ts')
await demosCommand(process.argv.slice(2))
