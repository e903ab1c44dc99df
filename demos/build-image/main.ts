/** `npx tsx demos/build-image/main.ts go-echo --out DIR`: builds the image of a demo and says what it wrote. */
import { parseArgs } from 'node:util'
import { AppError } from '@/lib/core/errors'
import { buildImage } from './build-image'

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true })
const [demo, ...rest] = positionals
if (demo === undefined || rest.length > 0 || values.out === undefined) {
  console.error('usage: npx tsx demos/build-image/main.ts DEMO --out DIR')
  process.exit(2)
}
try {
  const { files, multiArch } = await buildImage({ demo, outDir: values.out })
  for (const file of [...files, multiArch])
    console.log(`${file.sha256}  ${file.path}  ${file.bytes} bytes  ${file.ref}`)
} catch (error) {
  if (!(error instanceof AppError)) throw error
  console.error(error.userMessage)
  if (error.code === 'go-build-failed') console.error(error.message)
  process.exit(1)
}
