// `npm run demos -- build [DEMO …] --out DIR` writes the images of the demo apps as archives; `npm run demos -- keep` puts
// them into the panel's store. See docs/demo-images.md.
import { runTypeScript } from './setup/run-typescript.mjs'

const args = process.argv.slice(2)
if (args[0] === 'keep' && args.length === 1) {
  const { keepImages } = await runTypeScript('scripts/backup/commands.ts')
  await keepImages()
} else {
  const { demosCommand } = await runTypeScript('demos/build-image/command.ts')
  await demosCommand(args)
}
